import { byId, setAttributes } from './dom.ts';
import { Refused, reasonOf } from './server.ts';

/** Where the token is wrong or missing, only the address that the server printed helps. */
const NO_TOKEN = 'This page needs its token: open the address that the server printed.';

/** Says above the sky why there is nothing new to see. */
export function fail(error: unknown): void {
  const failure = byId('failure');
  failure.textContent = error instanceof Refused && error.status === 401 ? NO_TOKEN : reasonOf(error);
  setAttributes(failure, { hidden: false });
}
