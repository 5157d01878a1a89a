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

it('reads the variables that the stack sets', () => {
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

it.each(Object.keys(VARIABLES))('requires %s, unless it is SOURCE_PREFIX', (variable) => {
  for (const value of ['', undefined]) {
    const read = () => readEnvironment({ ...VARIABLES, [variable]: value });
    if (variable === 'SOURCE_PREFIX') expect(read().sourcePrefix).toBe('');
    else expect(read).toThrow(expect.objectContaining({ name: 'EnvironmentRefused', variable }));
  }
});

it('refuses the bucket of its own lake as the source', () => {
  const read = () => readEnvironment({ ...VARIABLES, SOURCE_BUCKET: 'example-lake', SUFFIXES: '.gz' });
  expect(read).toThrow(EnvironmentRefused);
  expect(read).toThrow(expect.objectContaining({ variable: 'SOURCE_BUCKET' }));
});

it.each(['x', '-1', '1.5', ' 1'])('refuses the COLLECTION_DEPTH %j', (depth) => {
  const read = () => readEnvironment({ ...VARIABLES, COLLECTION_DEPTH: depth });
  expect(read).toThrow(expect.objectContaining({ variable: 'COLLECTION_DEPTH' }));
  expect(read).toThrow(depth);
});
