import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Cost, fitsDatalake, measure } from './measure.ts';
import { say } from './part.ts';

// What DuckDB itself needs for a question: the views of a lake as Parquet files, asked by a program that does nothing else.

const VIEWS = ['files', 'hdus', 'obscore', 'headers', 'faults'];

/** Writes the views of a lake into a folder, as Parquet files, unless they are there already. */
export function exportParquet(lake: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const view of VIEWS) {
    const file = join(folder, `${view}.parquet`);
    if (existsSync(file)) continue;
    const { wall } = fitsDatalake('query', '--lake', lake, `SELECT * FROM ${view}`, '--output', file);
    say(`wrote ${view} as Parquet in ${wall.toFixed(0)} s`);
  }
}

/** Plain JavaScript, so that no time goes into removing types. It reads the answer, and prints nothing. */
const BARE = `
const { DuckDBInstance } = await import('@duckdb/node-api');
const [folder, targets, sql] = process.argv.slice(1);
const connection = await (await DuckDBInstance.create()).connect();
for (const view of ${JSON.stringify(VIEWS)})
  await connection.run(\`CREATE VIEW \${view} AS FROM '\${folder}/\${view}.parquet'\`);
if (targets !== '') await connection.run(\`CREATE VIEW targets AS FROM '\${targets}'\`);
const answer = await connection.stream(sql);
while ((await answer.fetchChunk())?.rowCount > 0);
`;

/**
 * Asks the Parquet files of a folder, in a new process.
 *
 * @param targets the CSV file of the table `targets`; '' for none
 */
export const askParquet = (folder: string, targets: string, sql: string): Cost =>
  measure(process.execPath, ['--input-type=module', '-e', BARE, folder, targets, sql]);
