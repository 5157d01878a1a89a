import { literal } from '../text.ts';
import type { TableColumn } from './tables.ts';

/**
 * The view that says which run readers see, with one row of constants. The machine replaces it at the end of a run, in one
 * step: that switches all views, and nothing else does.
 */
export const STATE = 'compaction';

/** Its columns: the side that readers see, the layout of its tables, and when its run started and ended, in UTC. */
export const STATE_COLUMNS: readonly TableColumn[] = [
  { name: 'side', type: 'varchar' },
  { name: 'layout', type: 'varchar' },
  { name: 'started', type: 'timestamp(6)' },
  { name: 'finished', type: 'timestamp(6)' },
];

/** The two sides: views of the tables' snapshots. Readers see one while a run prepares the other. */
export const SIDES = ['a', 'b'] as const;

/** One of {@link SIDES}. */
export type Side = (typeof SIDES)[number];

/** The values of the view, as SQL. */
type StateSql = Readonly<Record<'side' | 'layout' | 'started' | 'finished', string>>;

/** The SELECT of the view. */
const selectState = (values: StateSql): string =>
  `SELECT ${STATE_COLUMNS.map(({ name, type }) => `CAST(${values[name as keyof StateSql]} AS ${type}) AS ${name}`).join(', ')}`;

/** The layout before the first run. */
export const NO_LAYOUT = 'none';

/** The SELECT of the view before the first run. */
export const INITIAL_STATE = selectState({
  side: "'a'",
  layout: `'${NO_LAYOUT}'`,
  started: 'NULL',
  finished: 'NULL',
});

/**
 * An SQL expression for the statement that replaces the view: texts of SQL, joined to one text.
 *
 * @param values the value of each column, as an SQL expression for its text; `NULL` for NULL
 */
export function replaceState(values: StateSql): string {
  const texts = Object.entries(values).map(
    ([name, sql]) => [name, sql === 'NULL' ? ["'NULL'"] : ["''''", sql, "''''"]] as const,
  );
  const slots = Object.fromEntries(texts.map(([name]) => [name, `\u0000${name}\u0000`])) as StateSql;
  const statement = `CREATE OR REPLACE VIEW ${STATE} AS ${selectState(slots)}`;
  const parts = new Map(texts);
  return statement
    .split('\u0000')
    .flatMap((part) => parts.get(part as keyof StateSql) ?? [literal(part)])
    .join(' || ');
}
