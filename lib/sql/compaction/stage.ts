import { CHANGES_TABLE } from '../../lake/table.ts';
import {
  CARDS,
  type CompactedTable,
  columnList,
  isFileOf,
  type MadeTable,
  OBJECTS,
  STAGED_COLUMNS,
  type TableColumn,
} from './tables.ts';

// What changed since the last run, in tables of its own: the engine knows how many rows they have, and so reads them before it
// looks for the rows to replace. From the CSV files of the deltas, it would load the whole target into memory.

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

/** The state of a lake object that a delta has: a later one is greater as text. */
const VERSION = `lpad(generation, 20, '0') || ' ' || "$path"`;

/**
 * Stages the newest rows of each file that was written since `{since}`. Deltas may be late or doubled, so the newest
 * generation is found among all deltas from `{first_day}` on, the day before at the latest; if a generation was delivered
 * twice, one of the two deltas is chosen. A file without a lake object has one row, which is gone.
 *
 * The newest states are grouped first, and then joined: what the engine keeps in memory is a row per file. A window function
 * would keep all rows.
 */
export const STAGE_ROWS = `INSERT INTO ${STAGED} (${columnList([GONE, ...STAGED_COLUMNS])})
SELECT ${IS_ABSENT} AS gone, ${STAGED_COLUMNS.map(stagedValue).join(', ')}
FROM ${CHANGES_TABLE} AS written_rows
JOIN (
  SELECT source_bucket, source_key, max(${VERSION}) AS version
  FROM ${CHANGES_TABLE}
  WHERE day >= '{first_day}'
  GROUP BY source_bucket, source_key
  HAVING max_by(written, ${VERSION}) >= '{since}'
) AS newest
ON written_rows.source_key = newest.source_key AND written_rows.source_bucket = newest.source_bucket
  AND ${VERSION} = newest.version
WHERE day >= '{first_day}'`;

function stagedValue({ name, type }: TableColumn): string {
  const column = `written_rows."${name}"`;
  return type === 'varchar' ? column : `CAST(${column} AS ${type}) AS "${name}"`;
}

/**
 * Then stages, for each of these files that the tables have, one row that is gone: it stands for the cards that the file had.
 * Without such a row, nothing of the table of cards is read. A file that has cards there is always in the list of objects.
 */
export const STAGE_GONE = `INSERT INTO ${STAGED} (gone, source_bucket, source_key)
SELECT true, source_bucket, source_key FROM ${OBJECTS.table}
WHERE ${isFileOf(`${STAGED} WHERE NOT gone`)}`;

/** Stages the rows of a table from the staged rows of the lake. What any changed file had is gone: its keys are quickly compared. */
export function stageTable(table: MadeTable): string {
  const { columns, select } = table;
  const isKey = ({ name }: TableColumn): boolean => name === 'source_bucket' || name === 'source_key';
  const keys = columns.map((column) =>
    isKey(column) ? column.name : `CAST(NULL AS ${column.type}) AS "${column.name}"`,
  );
  return `INSERT INTO ${stagedTable(table)} (${columnList([GONE, ...columns])})
SELECT DISTINCT true AS gone, ${keys.join(', ')} FROM ${STAGED}
UNION ALL
SELECT false AS gone, ${columnList(columns)} FROM (
${select(NEW_ROWS)}
) AS made`;
}
