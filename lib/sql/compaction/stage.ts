import { CHANGES_TABLE } from '../../lake/table.ts';
import {
  CARDS,
  type CompactedTable,
  columnList,
  type MadeTable,
  STAGED_COLUMNS,
  type TableColumn,
} from './tables.ts';

// What changed since the last run, in tables of its own: a MERGE from them knows how many rows they have, and so reads them
// before it looks for the rows to replace. From the CSV files of the deltas, it would load the whole target into memory.

/** Whether a staged row stands for the rows that its file had, which are deleted, or is a row that it has now. */
const GONE: TableColumn = { name: 'gone', type: 'boolean' };

/** The table with the rows of changed files. */
export const STAGED = 'staged_rows';

/** The table with the staged rows of a table. Tables of another layout have others. */
export const stagedTable = ({ name, table }: Pick<CompactedTable, 'name' | 'table'>): string =>
  name === CARDS.name ? STAGED : table.replace(/^compacted_/, 'staged_');

/** The columns of that table. */
export const stagedColumns = (table: CompactedTable): TableColumn[] => [
  GONE,
  ...(table.name === CARDS.name ? STAGED_COLUMNS : table.columns),
];

/** The rows that changed files have now, as a relation. */
const NEW_ROWS = `(SELECT ${columnList(STAGED_COLUMNS)} FROM ${STAGED} WHERE NOT gone) AS new_rows`;

/** The only row of a lake object that was deleted, because its source file has been gone for long. */
const IS_ABSENT = "card_type = 'tombstone' AND card_name = 'absent'";

/**
 * Stages the newest rows of each file that was written since `{since}`. Deltas may be late or doubled, so the newest
 * generation is found among all deltas from `{first_day}` on, the day before at the latest; if a generation was delivered
 * twice, one of the two deltas is chosen. For each file there is one row more, which is gone; a file without a lake object has only that.
 */
export const STAGE_ROWS = `INSERT INTO ${STAGED} (${columnList([GONE, ...STAGED_COLUMNS])})
SELECT marked.gone, ${columnList(STAGED_COLUMNS, 'newest.')}
FROM (
  SELECT
    ${STAGED_COLUMNS.map(({ name, type }) => (type === 'varchar' ? `"${name}"` : `CAST("${name}" AS ${type}) AS "${name}"`)).join(', ')},
    dense_rank() OVER by_age AS age,
    row_number() OVER by_age AS place
  FROM ${CHANGES_TABLE}
  WHERE day >= '{first_day}'
  WINDOW by_age AS (
    PARTITION BY source_bucket, source_key
    ORDER BY CAST(generation AS bigint) DESC, "$path" DESC
  )
) AS newest
CROSS JOIN UNNEST(CASE WHEN place = 1 THEN ARRAY[true, false] ELSE ARRAY[false] END) AS marked (gone)
WHERE age = 1 AND written >= '{since}' AND (marked.gone OR NOT (${IS_ABSENT}))`;

/** Stages the rows of a table from the staged rows of the lake, as {@link STAGE_ROWS} stages those. */
export function stageTable(table: MadeTable): string {
  const { columns, select } = table;
  const isKey = ({ name }: TableColumn): boolean => name === 'source_bucket' || name === 'source_key';
  const keys = columns.map((column) =>
    isKey(column) ? column.name : `CAST(NULL AS ${column.type}) AS "${column.name}"`,
  );
  return `INSERT INTO ${stagedTable(table)} (${columnList([GONE, ...columns])})
SELECT true AS gone, ${keys.join(', ')} FROM ${STAGED} WHERE gone
UNION ALL
SELECT false AS gone, ${columnList(columns)} FROM (
${select(NEW_ROWS)}
) AS made`;
}
