// A process that has a DuckDB file open for writing: node hold-database.ts FILE. It prints `held` when the file is open,
// and closes it when its standard input ends.
import { DuckDBInstance } from '@duckdb/node-api';

const [file = ''] = process.argv.slice(2);
const instance = await DuckDBInstance.create(file);
console.log('held');
for await (const _ of process.stdin);
instance.closeSync();
