import type { KeywordColumn } from '../everyday.ts';
import { literal } from '../text.ts';
import { layoutOf } from './layout.ts';
import { replaceState, type Side, STATE } from './state.ts';
import { CARDS, type CompactedTable, columnList, pivotedTables } from './tables.ts';

// How readers come to see the tables of one run. A side has one view per table, of one snapshot. A run ends by pointing the
// views of the other side at the snapshots that it made, and then switching sides.

/** The tables that readers see. */
export const pinnedTables = (keywords: readonly KeywordColumn[]): readonly CompactedTable[] => [
  CARDS,
  ...pivotedTables(keywords),
];

/** The view of a table on a side. */
export const pinnedView = (side: Side | '{side}', { table }: CompactedTable): string =>
  `pinned_${side}_${table.replace('compacted_', '')}`;

/**
 * The query for the statements that end a run: one row with a statement per column. First the views of the side that nobody
 * reads, then the switch. The others, from {@link switchCount} on, point the former side at the same snapshots, because the
 * engine refuses a query if one of the two sides is of a snapshot that was removed. The query needs the time `{started}` of the
 * run.
 */
export function pinSql(keywords: readonly KeywordColumn[]): string {
  const tables = pinnedTables(keywords);
  const pins = (side: string): string[] => tables.map((table) => pin(table, side));
  const state = replaceState({
    side: 'other',
    layout: literal(layoutOf(keywords)),
    started: "'{started}'",
    finished: "CAST(CAST(current_timestamp AT TIME ZONE 'UTC' AS timestamp(6)) AS varchar)",
  });
  const columns = [...pins('other'), state, ...pins('side')].map(
    (sql, index) => `${sql} AS statement_${index + 1}`,
  );
  return `SELECT ${columns.join(',\n')}
FROM (SELECT side, CASE side WHEN 'a' THEN 'b' ELSE 'a' END AS other FROM ${STATE}) AS sides`;
}

/** The number of its columns up to the switch. */
export const switchCount = (keywords: readonly KeywordColumn[]): number => pinnedTables(keywords).length + 1;

/** An SQL expression for the statement that points the view of a table at its current snapshot. */
function pin(table: CompactedTable, side: string): string {
  const view = pinnedView('{side}', table);
  const [before = '', after = ''] =
    `CREATE OR REPLACE VIEW ${view} AS SELECT ${columnList(table.columns)} FROM ${table.table}`.split(
      '{side}',
    );
  return `${literal(before)} || ${side} || ${literal(after)} || ${snapshotOf(table)}`;
}

/** The clause for the current snapshot of a table. A table that was never written to has none. */
const snapshotOf = ({ table }: CompactedTable): string =>
  `coalesce(' FOR VERSION AS OF ' || CAST((SELECT max(snapshot_id) FROM "${table}$refs" WHERE name = 'main') AS varchar), ' WHERE false')`;
