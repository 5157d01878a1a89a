import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventPattern, MAX_PATTERN } from '../../../lib/cloud/event-pattern.ts';
import { SettingRefused } from '../../../lib/cloud/settings/refused.ts';
import { readSettings, SETTINGS } from '../../../lib/cloud/settings/settings.ts';
import { settingsTable } from '../../../lib/cloud/settings/table.ts';
import { SUFFIXES } from '../../../lib/lake/suffixes.ts';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const read = (given: Readonly<Record<string, unknown>>) =>
  readSettings((name) => ({ sourceBucket: 'archive', ...given })[name]);

/** The message of the refusal; fails where nothing is refused. */
function refusal(given: Readonly<Record<string, unknown>>): SettingRefused {
  try {
    read(given);
  } catch (error) {
    if (error instanceof SettingRefused) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('readSettings', () => {
  it('has defaults for all but the source bucket', () => {
    expect(read({})).toEqual({
      sourceBucket: 'archive',
      sourcePrefix: '',
      sourceKmsKeyArn: undefined,
      targetBucket: undefined,
      stackId: 'my-fits-datalake',
      glueDatabase: 'fits_datalake',
      crawlerSchedule: 'cron(0 3 ? * SUN *)',
      collectionDepth: 1,
      suffixes: SUFFIXES,
      keywords: [],
      maxConcurrency: 20,
      backfillConcurrency: 20,
      reconcileSchedule: '',
      alarmEmail: undefined,
      lakeFormation: false,
      retainLake: true,
    });
  });

  it.each<[keyof typeof SETTINGS, unknown, unknown]>([
    ['sourceBucket', ' archive ', 'archive'],
    ['sourcePrefix', 'raw/2025/', 'raw/2025/'],
    ['sourcePrefix', ' raw ', ' raw '],
    ['sourcePrefix', '/a*b?$c/é', '/a*b?$c/é'],
    ['sourceKmsKeyArn', KEY, KEY],
    [
      'sourceKmsKeyArn',
      'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab',
      'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab',
    ],
    ['sourceKmsKeyArn', '', undefined],
    ['targetBucket', 'the-lake', 'the-lake'],
    ['stackId', 'Lake-2', 'Lake-2'],
    ['glueDatabase', 'headers_2', 'headers_2'],
    ['crawlerSchedule', 'cron(0/15 * * * ? *)', 'cron(0/15 * * * ? *)'],
    ['collectionDepth', '2', 2],
    ['collectionDepth', 0, 0],
    ['collectionDepth', null, 1],
    ['suffixes', '.fits, .fits.gz', ['.fits', '.fits.gz']],
    ['suffixes', ['.fits', '.FTZ', '.fits'], ['.fits', '.FTZ']],
    ['keywords', 'GAIN:double', [{ column: 'gain', keyword: 'GAIN', type: 'double' }]],
    ['keywords', ['GAIN:double'], [{ column: 'gain', keyword: 'GAIN', type: 'double' }]],
    ['maxConcurrency', '1000', 1000],
    ['maxConcurrency', 2, 2],
    ['backfillConcurrency', '1', 1],
    ['backfillConcurrency', 1000, 1000],
    ['reconcileSchedule', ' cron(0 5 ? * SUN#1 *) ', 'cron(0 5 ? * SUN#1 *)'],
    ['reconcileSchedule', 'rate(7 days)', 'rate(7 days)'],
    ['reconcileSchedule', '  ', ''],
    ['alarmEmail', 'night+ops@observatory.example', 'night+ops@observatory.example'],
    ['lakeFormation', 'true', true],
    ['lakeFormation', true, true],
    ['retainLake', 'False', false],
    ['retainLake', false, false],
    ['retainLake', '', true],
  ])('%s: %j is read', (name, value, expected) => {
    expect(read({ [name]: value })[name]).toEqual(expected);
  });

  it.each<[string, unknown, string]>([
    ['sourceBucket', undefined, 'sourceBucket: is not given'],
    ['sourceBucket', '  ', 'sourceBucket: is not given'],
    ['sourceBucket', '<changeme>', 'sourceBucket: "<changeme>" still stands there'],
    ['sourceBucket', 'My_Archive', `sourceBucket: "My_Archive" is no bucket's name`],
    ['sourceBucket', 's3://archive/raw', 'give the name alone, archive, and raw as sourcePrefix'],
    [
      'sourceBucket',
      'my-fits-datalake-targetbucket0a1b2c3d-9xyzwvutsrqp',
      "is the bucket of this stack's own lake, which would then read itself",
    ],
    ['sourceBucket', 42, `sourceBucket: 42 is no bucket's name`],
    ['sourceBucket', { name: 'archive' }, "sourceBucket: { name: 'archive' } is no text"],
    ['sourcePrefix', 's3://archive/raw', 'is a URL'],
    ['sourcePrefix', 'a\u0000b', 'sourcePrefix: "a\\u0000b" has a control character'],
    ['sourcePrefix', '\ud800', 'has a control character'],
    ['sourcePrefix', 'é'.repeat(513), 'has 1026 bytes'],
    ['sourceKmsKeyArn', 'arn:aws:kms:eu-west-1:111122223333:alias/archive', 'is an alias'],
    ['sourceKmsKeyArn', 'alias/archive', 'is an alias'],
    ['sourceKmsKeyArn', '1234abcd-12ab-34cd-56ef-1234567890ab', 'is no ARN of a KMS key'],
    ['sourceKmsKeyArn', 'arn:aws:s3:::archive', 'is no ARN of a KMS key'],
    ['sourceKmsKeyArn', `${KEY}x`, 'is no ARN of a KMS key'],
    ['targetBucket', 'Lake', `targetBucket: "Lake" is no bucket's name`],
    ['targetBucket', 'archive', 'targetBucket: "archive" is the source too'],
    ['targetBucket', 'lake-111122223333-eu-west-1-an', 'ends with -an'],
    ['sourcePrefix', 'raw/*', 'is no pattern'],
    ['stackId', '1-lake', 'cannot name a stack'],
    ['stackId', 'my_lake', 'cannot name a stack'],
    ['stackId', 'a'.repeat(129), 'cannot name a stack'],
    ['stackId', 'CDKToolkit', "is the name of something of AWS's own"],
    ['stackId', 'Primary', "is the name of something of AWS's own"],
    ['glueDatabase', 'Fits', 'cannot name a database'],
    ['glueDatabase', 'fits-datalake', 'cannot name a database'],
    ['glueDatabase', '1fits', 'cannot name a database'],
    ['glueDatabase', 'a'.repeat(256), 'cannot name a database'],
    ['glueDatabase', 'default', 'is in every catalog already'],
    [
      'crawlerSchedule',
      'rate(1 hour)',
      'crawlerSchedule: "rate(1 hour)" is no schedule: Glue knows no rate()',
    ],
    ['crawlerSchedule', 'cron(* * * * ? *)', 'crawls 1 minute apart'],
    ['collectionDepth', '-1', 'collectionDepth: "-1" is no whole number from 0 to 10'],
    ['collectionDepth', 1.5, 'collectionDepth: 1.5 is no whole number'],
    ['collectionDepth', '0x2', 'is no whole number'],
    ['collectionDepth', '11', 'is no whole number'],
    ['collectionDepth', Number.NaN, 'is no whole number'],
    ['suffixes', 'fits', 'has "fits": a suffix is a dot'],
    ['suffixes', '.fits,,.fz', 'has "": a suffix is a dot'],
    ['suffixes', ['.fits\n.fz'], 'a suffix is a dot'],
    ['suffixes', '.', 'a suffix is a dot'],
    ['suffixes', [], 'is an empty list'],
    ['suffixes', [1], 'is no text'],
    ['suffixes', Array.from({ length: 60 }, (_, i) => `.fits${i}`).join(','), 'EventBridge takes 2048'],
    ['keywords', 'GAIN:decimal', 'cannot be had as columns: "GAIN:decimal" has no known type'],
    ['keywords', 'OBJECT', 'which OBJECT has already'],
    ['maxConcurrency', '1', 'is no whole number from 2 to 1000'],
    ['maxConcurrency', '1001', 'is no whole number from 2 to 1000'],
    ['backfillConcurrency', '0', 'is no whole number from 1 to 1000'],
    ['backfillConcurrency', 1001, 'is no whole number from 1 to 1000'],
    ['reconcileSchedule', 'never', 'reconcileSchedule: "never" is no schedule: write rate(1 day)'],
    ['reconcileSchedule', 'rate(7 day)', 'is no schedule: write rate(1 day)'],
    ['reconcileSchedule', 'rate(5 minutes)', 'looks at the whole bucket every 5 minutes'],
    ['reconcileSchedule', 'cron(0 5 * * 0)', 'has 5 fields, and a schedule has 6'],
    ['reconcileSchedule', false, 'reconcileSchedule: false is no schedule'],
    ['alarmEmail', 'nobody', 'is no mail address'],
    ['alarmEmail', 'a@b@c.example', 'is no mail address'],
    ['alarmEmail', 'a@localhost', 'is no mail address'],
    ['alarmEmail', 'Me <a@b.example>', 'is no mail address'],
    ['lakeFormation', 'yes', 'lakeFormation: "yes" is neither true nor false'],
    ['retainLake', 0, 'retainLake: 0 is neither true nor false'],
  ])('%s: %j is refused: %s', (name, value, why) => {
    const error = refusal({ [name]: value });
    expect(error.message).toContain(why);
    expect(error.message.startsWith(`${name}: `)).toBe(true);
    expect(error.setting).toBe(name);
  });

  it('refuses in one line, with what was given cut short', () => {
    const { message, value } = refusal({ stackId: `a\n${'b'.repeat(10_000)}` });
    expect(message).toMatch(/^stackId: "a\\nb+\.\.\." cannot name a stack/);
    expect(message.length).toBeLessThan(250);
    expect(String(value).length).toBe(10_002);
  });

  it('never fails in another way, whatever cdk.json holds', () => {
    const name = fc.constantFrom(...Object.keys(SETTINGS));
    const value = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withObjectString: true }),
    );
    fc.assert(
      fc.property(fc.dictionary(name, value), (given) => {
        try {
          const settings = read(given);
          expect(settings.sourceBucket).toMatch(/^[a-z0-9.-]{3,63}$/);
          expect(settings.suffixes.length).toBeGreaterThan(0);
          expect(settings.maxConcurrency).toBeGreaterThanOrEqual(2);
        } catch (error) {
          if (!(error instanceof SettingRefused)) throw error;
          expect(error.message).not.toContain('\n');
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('eventPattern', () => {
  it('fits with all suffixes and the longest name of a bucket', () => {
    const size = JSON.stringify(eventPattern('b'.repeat(63), SUFFIXES)).length;
    expect(size).toBeLessThan(MAX_PATTERN);
  });
  it('asks for a suffix once, since it holds in any case', () => {
    const { detail } = eventPattern('archive', ['.fits.Z', '.fits.z', '.FITS']);
    expect(detail.object.key).toEqual([
      { suffix: { 'equals-ignore-case': '.fits.z' } },
      { suffix: { 'equals-ignore-case': '.fits' } },
    ]);
  });
});

describe('cdk.json', () => {
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: Record<string, unknown> };
  it('has settings alone, with their defaults, and a bucket to be filled in', () => {
    const { sourceBucket, ...others } = context;
    expect(sourceBucket).toBe('<changeme>');
    for (const [name, value] of Object.entries(others)) {
      expect(SETTINGS, name).toHaveProperty(name, expect.objectContaining({ default: value }));
    }
  });
});

describe('settingsTable', () => {
  it('has a row a setting, of three cells', () => {
    const rows = settingsTable().split('\n');
    expect(rows).toHaveLength(2 + Object.keys(SETTINGS).length);
    for (const row of rows) expect(row.split('|')).toHaveLength(5);
  });
});
