import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { DELTA_COLUMNS } from '../../lib/lake/changes/delta.ts';
import { stagedColumns, stagedTable } from '../../lib/sql/compaction/stage.ts';
import { CARDS, OBJECTS } from '../../lib/sql/compaction/tables.ts';
import { identifier, literal } from '../../lib/sql/text.ts';

// The tables of a compaction that do not depend on keywords, in DuckDB: enough for the statements that replace cards.

const CHANGE_COLUMNS = [...DELTA_COLUMNS.map(({ name }) => name), 'day', '$path'];

/** The rows of one lake object in one delta. */
export interface SmallDelta {
  readonly key: string;
  readonly generation: number;
  readonly path: string;
  /** Hours since the first of November. */
  readonly hour: number;
  /** How many; none if the object was deleted. */
  readonly rows: number;
}

/** A time so many hours after the first of November, as deltas have it. */
export const deltaTime = (hour: number): string =>
  new Date(Date.UTC(2026, 10, 1) + hour * 3_600_000).toISOString().replace('Z', '000Z');

/** A connection to a database with these tables, all empty. */
export async function stagingInDuckdb(): Promise<{ readonly connection: DuckDBConnection; close(): void }> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(
    `CREATE TABLE changes (${CHANGE_COLUMNS.map((name) => `"${name}" VARCHAR`).join(', ')})`,
  );
  const tables = [CARDS, OBJECTS].flatMap((table) => [
    table,
    { table: stagedTable(table), columns: stagedColumns(table) },
  ]);
  for (const { table, columns } of tables)
    await connection.run(
      `CREATE TABLE ${table} (${columns.map(({ name, type }) => `${identifier(name)} ${type}`).join(', ')})`,
    );
  return {
    connection,
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Writes deltas. */
export async function writeDeltas(
  connection: DuckDBConnection,
  deltas: readonly SmallDelta[],
): Promise<void> {
  const values = deltas.flatMap(({ key, generation, path, hour, rows }) =>
    Array.from({ length: Math.max(rows, 1) }, (_, row) => {
      const texts: Readonly<Record<string, string>> = {
        ...{ source_bucket: 'b', source_key: key, lake_key: path, $path: path },
        ...(rows === 0 ? { card_type: 'tombstone', card_name: 'absent' } : { card_name: `K${row}` }),
        ...{ generation: String(generation), written: deltaTime(hour), day: deltaTime(hour).slice(0, 10) },
      };
      return `(${CHANGE_COLUMNS.map((name) => literal(texts[name] ?? '')).join(', ')})`;
    }),
  );
  if (values.length > 0) await connection.run(`INSERT INTO changes VALUES ${values.join(', ')}`);
}
