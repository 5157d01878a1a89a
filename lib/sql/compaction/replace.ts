import { stagedTable } from './stage.ts';
import { CARDS, type CompactedTable, columnList, isFileOf, type MadeTable } from './tables.ts';

// One MERGE could do both, but it would read all columns of the table to delete rows. A DELETE reads their keys. Readers see
// neither commit before the run has switched the views.

/** Removes the rows that changed files had. */
export const removeOld = (table: CompactedTable): string =>
  `DELETE FROM ${table.table}
WHERE ${isFileOf(`${stagedTable(table)} WHERE gone`)}`;

/**
 * Then adds the rows that they have now. After both, doing them again changes nothing. A MERGE that matches nothing reads nothing
 * of the table; if a statement of a dead execution still runs, Iceberg refuses the later one of two, which it would not do with
 * an INSERT.
 */
export function addNew(table: CompactedTable): string {
  const { columns } = table;
  return `MERGE INTO ${table.table} t USING (SELECT * FROM ${stagedTable(table)} WHERE NOT gone) s
ON false
WHEN NOT MATCHED THEN INSERT (${columnList(columns)}) VALUES (${columnList(columns, 's.')})`;
}

/** Removes all rows of a table. This only changes its metadata. */
export const empty = (table: string): string => `DELETE FROM ${table}`;

/** Fills an empty table from the cards of all files. */
export const fill = ({ table, columns, select }: MadeTable): string =>
  `INSERT INTO ${table} (${columnList(columns)})
SELECT ${columnList(columns)} FROM (
${select(CARDS.table)}
) AS made`;
