import { byId } from './dom.ts';
import { fail } from './failure.ts';
import { serverWith } from './server.ts';
import { start } from './start.ts';
import { takeToken } from './token.ts';

// The program of the page.

start(serverWith(takeToken())).catch((error: unknown) => {
  fail(error);
  byId('total').textContent = '';
});
