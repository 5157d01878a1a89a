import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EnvironmentRefused, readEnvironment } from '../../lambda/environment.ts';
import { type Environment, sourcesIn, writeVariables } from '../../lib/deployment/function-variables.ts';
import { effort } from '../helpers/effort.ts';

const text = fc.string({ unit: 'binary', minLength: 1 });
const suffix = fc.stringMatching(/^\.[A-Za-z0-9._+-]{1,31}$/);

const environments: fc.Arbitrary<Environment> = fc.record({
  sourceBucket: text,
  sourcePrefix: fc.string({ unit: 'binary' }),
  sources: fc.array(fc.record({ bucket: fc.stringMatching(/^[a-z0-9.-]+$/), prefix: fc.string() })),
  suffixes: fc.array(suffix, { minLength: 1 }),
  targetBucket: text,
  owner: text,
  database: text,
  table: text,
  collectionDepth: fc.integer({ min: 0, max: 10 }),
  authority: text,
  rulesFile: fc.string({ unit: 'binary' }),
  compaction: fc.boolean(),
});

describe('writeVariables', () => {
  it('writes what readEnvironment reads', () => {
    const property = fc.property(environments, (environment) => {
      fc.pre(sourcesIn(environment).every(({ bucket }) => bucket !== environment.targetBucket));
      expect(readEnvironment(writeVariables(environment))).toEqual(environment);
    });
    fc.assert(property, { numRuns: effort(100) });
  });

  it('does not write an empty prefix, since Lambda has no empty variables', () => {
    const environment = { ...fc.sample(environments, { numRuns: 1, seed: 1 })[0]!, sourcePrefix: '' };
    expect(writeVariables(environment)).not.toHaveProperty('SOURCE_PREFIX');
    expect(writeVariables({ ...environment, sourcePrefix: ' ' })).toHaveProperty('SOURCE_PREFIX', ' ');
  });
});

describe('readEnvironment', () => {
  const variables = writeVariables({
    sourceBucket: 'example-archive',
    sourcePrefix: 'm31/',
    sources: [],
    suffixes: ['.fits', '.fits.gz'],
    targetBucket: 'example-lake',
    owner: '111122223333',
    database: 'fits_datalake',
    table: 'lake_rows',
    collectionDepth: 2,
    authority: 'example.org',
    rulesFile: '',
    compaction: false,
  });
  /** The refusal of some variables. */
  const refused = (changes: Readonly<Record<string, string | undefined>>) => {
    try {
      readEnvironment({ ...variables, ...changes });
    } catch (error) {
      if (error instanceof EnvironmentRefused) return error;
      throw error;
    }
    throw new Error('the variables were accepted');
  };

  it.each(Object.keys(variables).filter((name) => name !== 'SOURCE_PREFIX'))('requires %s', (name) => {
    for (const value of ['', undefined]) expect(refused({ [name]: value }).variable).toBe(name);
  });

  it('accepts a missing prefix, for the whole bucket, and a missing file of rules', () => {
    const { sourcePrefix, rulesFile } = readEnvironment({ ...variables, SOURCE_PREFIX: undefined });
    expect({ sourcePrefix, rulesFile }).toEqual({ sourcePrefix: '', rulesFile: '' });
  });

  it('refuses the bucket of the lake as a source, which would then read itself', () => {
    const { variable, message } = refused({ SOURCE_BUCKET: 'example-lake', SUFFIXES: '.gz' });
    expect(variable).toBe('SOURCE_BUCKET');
    expect(message).toContain('example-lake');
    expect(refused({ SOURCES: '["example-archive/","example-lake/raw/"]' }).variable).toBe('SOURCES');
  });

  it.each(['a', '{}', '[1]', '["a"]', '["/a"]'])('refuses the list of sources %s', (text) => {
    expect(refused({ SOURCES: text }).variable).toBe('SOURCES');
  });

  it('refuses anything but on and nothing for compaction: a mistake would lose changes', () => {
    expect(readEnvironment({ ...variables, COMPACTION: 'on' }).compaction).toBe(true);
    expect(refused({ COMPACTION: 'off' })).toMatchObject({ variable: 'COMPACTION' });
  });

  it.each(['x', '-1', '1.5', ' 1'])('refuses %j as a collection depth', (depth) => {
    const { variable, message } = refused({ COLLECTION_DEPTH: depth });
    expect(variable).toBe('COLLECTION_DEPTH');
    expect(message).toContain(depth);
  });
});
