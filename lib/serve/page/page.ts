import { byId, setAttributes } from './dom.ts';
import { Refused, reasonOf, serverWith } from './server.ts';
import { start } from './start.ts';
import { takeToken } from './token.ts';

// The program of the page.

/** Where the token is wrong or missing, only the address that the server printed helps. */
const NO_TOKEN = 'This page needs its token: open the address that the server printed.';

const token = takeToken();

/** Says in place of the sky why there is nothing to see. */
function fail(error: unknown): void {
  const failure = byId('failure');
  failure.textContent = error instanceof Refused && error.status === 401 ? NO_TOKEN : reasonOf(error);
  setAttributes(failure, { hidden: false });
  byId('total').textContent = '';
}

start(serverWith(token)).catch(fail);
