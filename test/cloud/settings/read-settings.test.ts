import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../../lib/cloud/settings/read-settings.ts';
import { SETTING_NAMES, type SettingName, sourcesOf } from '../../../lib/cloud/settings/settings.ts';
import { SUFFIXES } from '../../../lib/lake/suffixes.ts';
import { SettingRefused } from '../../../lib/settings/refused.ts';
import { effort } from '../../helpers/effort.ts';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const GOV_KEY = 'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab';

type Context = Readonly<Record<string, unknown>>;

const read = (context: Context) => readSettings((name) => ({ sourceBucket: 'archive', ...context })[name]);

/** The refusal of some settings. Fails if they are accepted. */
function refusal(context: Context): SettingRefused {
  try {
    read(context);
  } catch (error) {
    if (error instanceof SettingRefused) return error;
    throw error;
  }
  throw new Error('the settings were accepted');
}

describe('readSettings', () => {
  it('has a default for every setting except the source bucket', () => {
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
      rules: [],
      authority: 'unregistered',
      maxConcurrency: 20,
      backfillConcurrency: 20,
      reconcileSchedule: '',
      compaction: '',
      alarmEmail: undefined,
      lakeFormation: false,
      retainLake: true,
    });
  });

  it.each<[SettingName, unknown, unknown]>([
    ['sourceBucket', ' archive ', 'archive'],
    ['sourcePrefix', 'raw/2025/', 'raw/2025/'],
    ['sourcePrefix', ' raw ', ' raw '],
    ['sourcePrefix', '/a*b?$c/é', '/a*b?$c/é'],
    ['sourceKmsKeyArn', KEY, KEY],
    ['sourceKmsKeyArn', GOV_KEY, GOV_KEY],
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
    ['rules', 'test/settings/rules/mycam.yaml', [expect.objectContaining({ when: { INSTRUME: ['mycam'] } })]],
    ['rules', resolve('test/settings/rules/mycam.yaml'), [expect.anything()]],
    ['authority', ' archive.example-1.org ', 'archive.example-1.org'],
    ['authority', '', 'unregistered'],
    ['maxConcurrency', '1000', 1000],
    ['maxConcurrency', 2, 2],
    ['backfillConcurrency', '1', 1],
    ['backfillConcurrency', 1000, 1000],
    ['reconcileSchedule', ' cron(0 5 ? * SUN#1 *) ', 'cron(0 5 ? * SUN#1 *)'],
    ['reconcileSchedule', 'rate(7 days)', 'rate(7 days)'],
    ['reconcileSchedule', '  ', ''],
    ['compaction', 'rate(1 hour)', 'rate(1 hour)'],
    ['compaction', 'cron(0/15 * * * ? *)', 'cron(0/15 * * * ? *)'],
    ['compaction', 'Off', ''],
    ['compaction', '', ''],
    ['alarmEmail', 'night+ops@observatory.example', 'night+ops@observatory.example'],
    ['lakeFormation', 'true', true],
    ['lakeFormation', true, true],
    ['retainLake', 'False', false],
    ['retainLake', false, false],
    ['retainLake', '', true],
  ])('accepts %s: %j', (name, value, expected) => {
    expect(read({ [name]: value })[name]).toEqual(expected);
  });

  it.each([undefined, null, '', '  '])('refuses %j as a source bucket, and says how to set one', (value) => {
    expect(refusal({ sourceBucket: value })).toMatchObject({
      setting: 'sourceBucket',
      value: undefined,
      message: expect.stringContaining('-c sourceBucket=NAME'),
    });
  });

  it('refuses a compaction of a lake that is registered with Lake Formation', () => {
    expect(refusal({ compaction: 'rate(1 day)', lakeFormation: true })).toMatchObject({
      setting: 'compaction',
      message: expect.stringContaining('lakeFormation'),
    });
  });

  // each with a fact that the message contains
  it.each<[SettingName, unknown, string?]>([
    ['sourceBucket', '<changeme>', '<changeme>'],
    ['sourceBucket', 'My_Archive', 'digits, dots and hyphens'],
    ['sourceBucket', 's3://archive/raw', 'archive, and raw as sourcePrefix'],
    ['sourceBucket', 'my-fits-datalake-targetbucket0a1b2c3d-9xyzwvutsrqp', "this stack's own lake"],
    ['sourceBucket', 42, 'sourceBucket: 42'],
    ['sourceBucket', { name: 'archive' }, "sourceBucket: { name: 'archive' }"],
    ['sourcePrefix', 's3://archive/raw', 'URL'],
    ['sourcePrefix', 'raw/*', '*'],
    ['sourcePrefix', 'a\u0000b', '"a\\u0000b"'],
    ['sourcePrefix', '\ud800', 'control character'],
    ['sourcePrefix', 'é'.repeat(513), '1026 bytes'],
    ['sourceKmsKeyArn', 'arn:aws:kms:eu-west-1:111122223333:alias/archive', 'aws kms describe-key'],
    ['sourceKmsKeyArn', 'alias/archive', 'aws kms describe-key'],
    ['sourceKmsKeyArn', '1234abcd-12ab-34cd-56ef-1234567890ab', 'ARN of a KMS key'],
    ['sourceKmsKeyArn', 'arn:aws:s3:::archive', 'ARN of a KMS key'],
    ['sourceKmsKeyArn', `${KEY}x`, 'ARN of a KMS key'],
    ['targetBucket', 'Lake', '"Lake"'],
    ['targetBucket', 'archive', 'sourceBucket'],
    ['targetBucket', 'lake-111122223333-eu-west-1-an', '-an'],
    ['stackId', '1-lake', '128'],
    ['stackId', 'my_lake', 'hyphens'],
    ['stackId', 'a'.repeat(129), '128'],
    ['stackId', 'CDKToolkit', 'AWS'],
    ['stackId', 'Primary', 'AWS'],
    ['glueDatabase', 'Fits', 'lower case'],
    ['glueDatabase', 'fits-datalake', 'letters, digits and _'],
    ['glueDatabase', '1fits'],
    ['glueDatabase', 'a'.repeat(256), '255'],
    ['glueDatabase', 'default'],
    ['crawlerSchedule', 'rate(1 hour)', 'Glue has no rate()'],
    ['crawlerSchedule', 'cron(* * * * ? *)', '1 minute'],
    ['collectionDepth', '-1', '"-1" is not a whole number from 0 to 10'],
    ['collectionDepth', 1.5, '1.5'],
    ['collectionDepth', '0x2', '0x2'],
    ['collectionDepth', '11', '10'],
    ['collectionDepth', Number.NaN, 'NaN'],
    ['suffixes', 'fits', '"fits"'],
    ['suffixes', '.fits,,.fz', '""'],
    ['suffixes', ['.fits\n.fz']],
    ['suffixes', '.', '"."'],
    ['suffixes', [], 'empty list'],
    ['suffixes', [1], '[ 1 ]'],
    ['suffixes', Array.from({ length: 60 }, (_, i) => `.fits${i}`).join(','), '2048'],
    ['keywords', 'GAIN:decimal', '"GAIN:decimal"'],
    ['keywords', 'OBJECT', 'OBJECT'],
    ['rules', 'no-such.yaml', '"no-such.yaml" cannot be used'],
    ['rules', 'test', 'not a file'],
    ['rules', 'package.json', 'line 1: a rules file is one list'],
    ['rules', 'a\nb', 'not the path'],
    ['authority', 'ab', '3 to 100 characters'],
    ['authority', 'archive/example', '"archive/example" is not an authority identifier'],
    ['authority', '-archive', 'a letter or digit, then'],
    ['authority', 'é.org', 'authority: "é.org"'],
    ['maxConcurrency', '1', '2 to 1000'],
    ['maxConcurrency', '1001', '2 to 1000'],
    ['backfillConcurrency', '0', '1 to 1000'],
    ['backfillConcurrency', 1001, '1 to 1000'],
    ['reconcileSchedule', 'never', 'rate(1 day)'],
    ['reconcileSchedule', 'rate(7 day)', 'rate(1 day)'],
    ['reconcileSchedule', 'rate(5 minutes)', '5 minutes'],
    ['reconcileSchedule', 'cron(0 5 * * 0)', '5 fields'],
    ['reconcileSchedule', false, 'reconcileSchedule: false'],
    ['compaction', 'rate(10 minutes)', '10 minutes, and the minimum is 15'],
    ['compaction', 'cron(0/5 * * * ? *)', 'every 5 minutes'],
    ['compaction', 'on', 'rate(1 day)'],
    ['compaction', true, 'compaction: true'],
    ['alarmEmail', 'nobody', '"nobody"'],
    ['alarmEmail', 'a@b@c.example'],
    ['alarmEmail', 'a@localhost'],
    ['alarmEmail', 'Me <a@b.example>'],
    ['lakeFormation', 'yes', 'true nor false'],
    ['retainLake', 0, 'true nor false'],
  ])('refuses %s: %j', (name, value, fact = '') => {
    const { setting, value: refused, message } = refusal({ [name]: value });
    expect([setting, refused]).toEqual([name, value]);
    expect(message.startsWith(`${name}: `)).toBe(true);
    expect(message).toContain(fact);
  });

  it('shows a long value shortened, on one line', () => {
    const { message, value } = refusal({ stackId: `a\n${'b'.repeat(10_000)}` });
    expect(message).toMatch(/^stackId: "a\\nb+\.\.\." /);
    expect(message.length).toBeLessThan(250);
    expect(String(value).length).toBe(10_002);
  });

  it('either accepts or refuses whatever cdk.json contains', () => {
    const name = fc.constantFrom(...SETTING_NAMES);
    const value = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withObjectString: true }),
    );
    fc.assert(
      fc.property(fc.dictionary(name, value), (context) => {
        try {
          const settings = read(context);
          for (const { bucket } of sourcesOf(settings).all) expect(bucket).toMatch(/^[a-z0-9.-]{3,63}$/);
          expect(settings.suffixes.length).toBeGreaterThan(0);
          expect(settings.maxConcurrency).toBeGreaterThanOrEqual(2);
        } catch (error) {
          if (!(error instanceof SettingRefused)) throw error;
          expect(error.message).not.toContain('\n');
        }
      }),
      { numRuns: effort(50) },
    );
  });
});
