import { coneCondition, double } from '../../../sql/cone.ts';
import { literals } from '../../../sql/text.ts';
import type { Selection, Span } from './selection.ts';

/** The conditions of a selection, in SQL for both engines. */
export function conditionsOf({ sky, time, facets, spans }: Selection): string[] {
  return [
    ...(time === undefined ? [] : [time === 'none' ? 't_min IS NULL' : within('t_min', time)]),
    ...(sky === undefined ? [] : [sky === 'none' ? 's_ra IS NULL' : coneCondition(sky)]),
    ...Object.entries(facets).map(([name, values]) => oneOf(name, values)),
    ...Object.entries(spans).map(([name, span]) => within(name, span)),
  ];
}

const within = (column: string, { from, to }: Span): string =>
  `${column} >= ${double(from)} AND ${column} < ${double(to)}`;

function oneOf(column: string, values: readonly (string | null)[]): string {
  const texts = values.filter((value) => value !== null);
  const parts = [
    ...(texts.length > 0 ? [`${column} IN (${literals(texts)})`] : []),
    ...(values.includes(null) ? [`${column} IS NULL`] : []),
  ];
  return parts.length > 1 ? `(${parts.join(' OR ')})` : (parts[0] ?? 'true');
}

/** What to select: columns, the source of the rows, and how they are sorted. */
export interface Listing {
  readonly columns: readonly string[];
  readonly from: string;
  readonly sort: { readonly column: string; readonly descending: boolean };
  /** All rows by default. */
  readonly limit?: number | undefined;
}

/** The rows of a selection as SQL for both engines. */
export function selectionSql(selection: Selection, { columns, from, sort, limit }: Listing): string {
  return [
    `SELECT ${columns.join(', ')}`,
    `FROM ${from}`,
    ...whereLines(selection),
    `ORDER BY ${sort.column} ${sort.descending ? 'DESC' : 'ASC'} NULLS LAST`,
    ...(limit === undefined ? [] : [`LIMIT ${limit}`]),
  ].join('\n');
}

function whereLines(selection: Selection): string[] {
  const conditions = conditionsOf(selection);
  return conditions.length === 0 ? [] : [`WHERE ${conditions.join('\n  AND ')}`];
}
