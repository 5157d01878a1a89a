import type { ObscoreName } from '../../sql/view-columns.ts';
import { RequestRefused } from '../http/replies.ts';

// What requests say, checked. Each function throws a RequestRefused with status 400 that names what is wrong.

/** The values of a request, from its JSON body. */
export type Arguments = Readonly<Record<string, unknown>>;

const wrong = (name: string, what: string): RequestRefused =>
  new RequestRefused(400, { error: `${name}: ${what}` });

/** A view of observations; `obscore` by default. */
export function viewIn({ view = 'obscore' }: Arguments): ObscoreName {
  if (view === 'obscore' || view === 'obscore_hdus') return view;
  throw wrong('view', 'must be obscore or obscore_hdus');
}

/** Text that may be absent. */
export function textIn(given: Arguments, name: string, most = 100_000): string | undefined {
  const value = given[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && value.length <= most) return value;
  throw wrong(name, `must be text of at most ${most} characters`);
}

/** Text that has to be there. */
export function requiredText(given: Arguments, name: string): string {
  const value = textIn(given, name);
  if (value === undefined) throw wrong(name, 'is missing');
  return value;
}

/** A whole number in a range, which may be absent. */
export function integerIn(
  given: Arguments,
  name: string,
  [least, most]: readonly [number, number],
): number | undefined {
  const value = given[name];
  if (value === undefined || value === null) return undefined;
  if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) return Number(value);
  throw wrong(name, `must be a whole number from ${least} to ${most}`);
}

/** The most rows of one request. */
const MOST_ROWS = 20_000;

/** Numbers of rows. */
export function rowsIn({ rows }: Arguments): number[] {
  if (
    Array.isArray(rows) &&
    rows.length <= MOST_ROWS &&
    rows.every((row) => Number.isInteger(row) && row >= 0)
  )
    return rows;
  throw wrong('rows', `must be a list of at most ${MOST_ROWS} numbers`);
}

/** Names out of a list; all of those by default. */
export function namesIn(
  given: Arguments,
  name: string,
  known: readonly string[],
): readonly string[] | undefined {
  const value = given[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || value.length > known.length) throw wrong(name, 'must be a list of names');
  const unknown = value.find((item) => !known.includes(item));
  if (unknown !== undefined) throw wrong(name, `there is no ${JSON.stringify(unknown)}`);
  return value;
}
