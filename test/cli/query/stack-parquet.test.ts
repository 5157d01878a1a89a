import { readdirSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { EXIT } from '../../../lib/cli/errors.ts';
import { rowOf } from '../../helpers/fake-athena.ts';
import { athenaAnswers, fakeAws } from '../../helpers/fake-aws.ts';
import { runMain } from '../../helpers/run-main.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

it('query --stack writes Parquet with the types of Athena', async () => {
  const cwd = tempFolder();
  const types = { name: 'varchar', at: 'timestamp', on: 'date', size: 'bigint', n: 'integer', x: 'double' };
  const rows = [
    rowOf(...Object.keys(types), 'ok', 'list'),
    rowOf('a', '2024-09-12 23:41:07.125', '2024-09-12', '9223372036854775807', '-1', '1.5E-7', 'true', '[1]'),
    rowOf('', null, null, null, null, 'NaN', 'false', null),
    rowOf(null, null, null, null, null, null, null, null),
  ];
  const { env } = await fakeAws(athenaAnswers({ ...types, ok: 'boolean', list: 'array' }, { rows }));
  const run = await runMain(['query', '--stack', 'my-fits-datalake', '-o', 'a.parquet', 'SELECT 1'], {
    env,
    cwd,
  });
  expect(run).toMatchObject({ status: EXIT.done, stdout: '' });
  expect(readdirSync(cwd)).toEqual(['a.parquet']);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const from = `FROM '${cwd}/a.parquet'`;
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * ${from}`);
  expect(described.getRows().map(([name, type]) => `${name} ${type}`)).toEqual([
    ...['name VARCHAR', 'at TIMESTAMP', 'on DATE', 'size BIGINT', 'n INTEGER', 'x DOUBLE'],
    ...['ok BOOLEAN', 'list VARCHAR'],
  ]);
  const read = await connection.runAndReadAll(`SELECT name, "at"::VARCHAR, size, n, x, ok, list ${from}`);
  expect(read.getRows()).toEqual([
    ['a', '2024-09-12 23:41:07.125', 9223372036854775807n, -1, 1.5e-7, true, '[1]'],
    ['', null, null, null, Number.NaN, false, null],
    [null, null, null, null, null, null, null],
  ]);
  instance.closeSync();
});
