import { expect, it } from 'vitest';
import { RunFailed } from '../../../lib/cli/errors.ts';
import { lakeFailure } from '../../../lib/cli/terminal/lake-failure.ts';
import { NoLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { QueryRefused } from '../../../lib/engines/query-refused.ts';

const textOf = (error: unknown): string => {
  const failure = lakeFailure(error);
  expect(failure).toBeInstanceOf(RunFailed);
  return (failure as RunFailed).message;
};

it('names the folder that has no lake, and the command that fills it', () => {
  const text = textOf(new NoLake('/a', 'missing'));
  expect(text).toContain('/a: there is no lake');
  expect(text).toContain('fits-datalake ingest --lake /a FOLDER');
});

it('puts a refused query and its hint into one sentence', () => {
  const error = new QueryRefused({ kind: 'no-sql' }, { hint: { kind: 'incomplete-sql' } });
  expect(textOf(error)).toBe('there is no SQL statement; is the SQL complete?');
});

it('leaves other errors as they are', () => {
  const error = new Error('a mistake');
  expect(lakeFailure(error)).toBe(error);
});
