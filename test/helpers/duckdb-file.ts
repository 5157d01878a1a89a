import { DuckDBInstance } from '@duckdb/node-api';

/** Changes or creates a DuckDB file, as anyone with write access could. */
export async function changeDatabase(file: string, ...statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}
