import { DuckDBInstance } from '@duckdb/node-api';

/** Changes a DuckDB file, or makes it, as anybody could who may write to it. */
export async function changeDatabase(file: string, ...statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}
