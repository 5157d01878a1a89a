import { VIEWS, viewColumns } from '../sql/view-columns.ts';
import type { Hint } from './query-refused.ts';

// The hints that need only the SQL, whichever engine refused it or found nothing.

const FILE_NAMES = ['file', 'filename', 'file_name', 'filepath', 'fname', 'name', 'uri', 'url'];

/** The hint for a column that people expect, and that no lake has under this name. */
export function expectedColumn(name: string, sql: string): Hint | undefined {
  // date_obs itself is only missing from the view that was queried
  if (/^date[ -]?obs$/i.test(name) || (/^date$/i.test(name) && /date *- *obs/i.test(sql)))
    return { kind: 'column', column: 'date_obs' };
  return FILE_NAMES.includes(name.toLowerCase()) ? { kind: 'file-columns' } : undefined;
}

/** The hint for a column that only other views have. */
export function columnOfViews(name: string): Hint | undefined {
  const column = name.toLowerCase();
  const views = VIEWS.filter((view) => viewColumns(view).some((known) => known.name === column));
  return views.length === 0 ? undefined : { kind: 'views', column, views };
}

/** The hint for an unknown column that is compared with something: it is probably text without quotes. */
export function unquotedText(name: string, sql: string): Hint | undefined {
  const word = name.replace(/[^\w\s]/g, '\\$&');
  const compared = new RegExp(`(?:=|<>|!=|\\b(?:like|in *\\([^)]*))\\s*"?(${word})(?:"|\\b|$)`, 'i');
  // an engine may report the name in lower case
  const [, asTyped] = compared.exec(sql) ?? [];
  return asTyped === undefined ? undefined : { kind: 'quotes', text: asTyped };
}

/** The columns that are times or dates. */
const TIMES = new Set(
  VIEWS.flatMap((view) => viewColumns(view))
    .filter(({ type }) => /^(?:timestamp|date)/.test(type))
    .map(({ name }) => name),
);

/** `date_obs LIKE '2024-09-12%'` with LIKE, or `date_obs = '2024-09-12'` with `=`. */
const comparedDays = (operator: string): RegExp =>
  new RegExp(
    `\\b(\\w+)"?\\s*(?:${operator})\\s*(?:timestamp\\s*|date\\s*)?'(\\d{4})(?:-(\\d\\d))?(?:-(\\d\\d))?[T ]?[%_]*'`,
    'gi',
  );
const LIKE_DAYS = comparedDays('(?:not\\s+)?i?like');
const EQUAL_DAYS = comparedDays('=');

/** The hint for a time that is compared with a year, a month or a day by LIKE, which is for text. */
export const likeDays = (sql: string): Hint | undefined => daysIn(sql, LIKE_DAYS);

/**
 * The hint for a query that finds nothing: a time that has to be exactly midnight, or a keyword or a name in lower case.
 */
export function foundNothing(sql: string): Hint | undefined {
  const [, keyword] = /\bcard_name"?\s*(?:=|like|in\s*\()\s*'([^']*[a-z][^']*)'/i.exec(sql) ?? [];
  if (keyword !== undefined && keyword !== keyword.toUpperCase())
    return { kind: 'upper-case', keyword: keyword.toUpperCase() };
  return daysIn(sql, EQUAL_DAYS) ?? inLowerCase(sql);
}

/** The columns with names that people type without regard to case. */
const NAMES = [
  'object',
  'target_name',
  'telescop',
  'facility_name',
  'instrume',
  'instrument_name',
  'observer',
];
const NAME_IN_LOWER_CASE = new RegExp(`(?<!\\w)(${NAMES.join('|')})"?\\s*(=|like)\\s*'([^']*)'`, 'gi');

/** The hint for `object = 'm31'`. */
function inLowerCase(sql: string): Hint | undefined {
  for (const [, column = '', operator = '', text = ''] of sql.matchAll(NAME_IN_LOWER_CASE))
    if (text !== text.toUpperCase() && text === text.toLowerCase())
      return {
        kind: 'letter-case',
        column: column.toLowerCase(),
        operator: operator.toUpperCase(),
        text,
      };
  return undefined;
}

function daysIn(sql: string, compared: RegExp): Hint | undefined {
  for (const [, name = '', year, month, day] of sql.matchAll(compared)) {
    const column = name.toLowerCase();
    // a night is a date, so it can equal one
    if (!TIMES.has(column) || (compared === EQUAL_DAYS && column === 'night')) continue;
    const [y, m, d] = [Number(year), Number(month ?? 1), Number(day ?? 1)];
    const from = isoDay(y, m, d);
    const to =
      day !== undefined
        ? isoDay(y, m, d + 1)
        : month !== undefined
          ? isoDay(y, m + 1, 1)
          : isoDay(y + 1, 1, 1);
    return { kind: 'days', column, from, to };
  }
  return undefined;
}

/** `2024-09-30`, of a day that may be past the end of its month. */
const isoDay = (year: number, month: number, day: number): string =>
  new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
