import { expect, it } from 'vitest';
import { EnvironmentRefused, readEnvironment } from '../../lambda/environment.ts';

const VARIABLES = {
  SOURCE_BUCKET: 'example-archive',
  SOURCE_PREFIX: 'm31/',
  SUFFIXES: '.fits,.fits.gz',
  TARGET_BUCKET: 'example-lake',
  BUCKET_OWNER: '111122223333',
  GLUE_DATABASE: 'fits_datalake',
  GLUE_TABLE: 'lake_rows',
  COLLECTION_DEPTH: '2',
};

it('is what the stack sets', () => {
  expect(readEnvironment(VARIABLES)).toEqual({
    sourceBucket: 'example-archive',
    sourcePrefix: 'm31/',
    suffixes: ['.fits', '.fits.gz'],
    targetBucket: 'example-lake',
    owner: '111122223333',
    database: 'fits_datalake',
    table: 'lake_rows',
    collectionDepth: 2,
  });
});

it.each(Object.keys(VARIABLES))('%s may be missing or not', (variable) => {
  for (const value of ['', undefined]) {
    const read = () => readEnvironment({ ...VARIABLES, [variable]: value });
    if (variable === 'SOURCE_PREFIX') expect(read().sourcePrefix).toBe('');
    else expect(read).toThrow(new EnvironmentRefused(variable, 'is not set'));
  }
});

it('the source is not the lake, which would then read itself', () => {
  const read = () => readEnvironment({ ...VARIABLES, SOURCE_BUCKET: 'example-lake', SUFFIXES: '.gz' });
  expect(read).toThrow(EnvironmentRefused);
  expect(read).toThrow(
    /^SOURCE_BUCKET is the bucket of this stack's own lake, example-lake: .*sourceBucket$/,
  );
});

it.each(['x', '-1', '1.5', ' 1'])('COLLECTION_DEPTH is no %j', (depth) => {
  const read = () => readEnvironment({ ...VARIABLES, COLLECTION_DEPTH: depth });
  expect(read).toThrow(`COLLECTION_DEPTH is no number: ${depth}`);
});
