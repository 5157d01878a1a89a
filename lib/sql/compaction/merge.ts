import { stagedTable } from './stage.ts';
import { CARDS, type CompactedTable, columnList, type MadeTable } from './tables.ts';

/** Replaces the rows of changed files in a table, in one commit. A second time, it changes nothing. */
export function merge(table: CompactedTable): string {
  const { columns } = table;
  return `MERGE INTO ${table.table} t USING ${stagedTable(table)} s
ON t.source_key = s.source_key AND t.source_bucket = s.source_bucket AND s.gone
WHEN MATCHED THEN DELETE
WHEN NOT MATCHED AND NOT s.gone THEN INSERT (${columnList(columns)}) VALUES (${columnList(columns, 's.')})`;
}

/** Removes all rows of a table. This only changes its metadata. */
export const empty = (table: string): string => `DELETE FROM ${table}`;

/** Fills an empty table from the cards of all files. */
export const fill = ({ table, columns, select }: MadeTable): string =>
  `INSERT INTO ${table} (${columnList(columns)})
SELECT ${columnList(columns)} FROM (
${select(CARDS.table)}
) AS made`;
