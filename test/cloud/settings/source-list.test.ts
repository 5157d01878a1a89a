import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../../lib/cloud/settings/read-settings.ts';
import { sourcesOf } from '../../../lib/cloud/settings/settings.ts';
import { SettingRefused } from '../../../lib/settings/refused.ts';
import { effort } from '../../helpers/effort.ts';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

type Context = Readonly<Record<string, unknown>>;

const sources = (sourceBucket: unknown, context: Context = {}) =>
  sourcesOf(readSettings((name) => ({ sourceBucket, ...context })[name]));

/** The refusal of a list. Fails if it is accepted. */
function refusal(sourceBucket: unknown, context: Context = {}): SettingRefused {
  try {
    sources(sourceBucket, context);
  } catch (error) {
    if (error instanceof SettingRefused) return error;
    throw error;
  }
  throw new Error('the settings were accepted');
}

const whole = (bucket: string) => ({ bucket, prefix: '', kmsKeyArn: undefined });

describe('sourceBucket', () => {
  it('is one bucket, with the settings of a single source', () => {
    expect(sources('archive', { sourcePrefix: 'raw/', sourceKmsKeyArn: KEY })).toEqual({
      isList: false,
      all: [{ bucket: 'archive', prefix: 'raw/', kmsKeyArn: KEY }],
    });
  });

  it('may be a list, in cdk.json or as the text that -c passes', () => {
    const list = [
      ' survey ',
      { bucket: 'archive', prefix: ' raw/', kmsKeyArn: KEY },
      { bucket: 'plates', prefix: '' },
    ];
    const expected = [
      // keys may begin with blanks
      { bucket: 'archive', prefix: ' raw/', kmsKeyArn: KEY },
      whole('plates'),
      whole('survey'),
    ];
    expect(sources(list)).toEqual({ isList: true, all: expected });
    expect(sources(` ${JSON.stringify(list)}`)).toEqual({ isList: true, all: expected });
    expect(sources(['archive'])).toEqual({ isList: true, all: [whole('archive')] });
  });

  it('may name a bucket several times, with prefixes that have no file in common', () => {
    const list = ['raw/', 'cal/', 'raw2/'].map((prefix) => ({ bucket: 'archive', prefix }));
    expect(sources(list).all.map(({ prefix }) => prefix)).toEqual(['cal/', 'raw/', 'raw2/']);
  });

  it.each<[unknown, string, string]>([
    [[], 'sourceBucket', 'empty list'],
    ['[]', 'sourceBucket', 'empty list'],
    ['[archive]', 'sourceBucket', 'not JSON'],
    [['archive', '<changeme>'], 'sourceBucket[1]', '"<changeme>" is a placeholder'],
    [['archive', 'My_Archive'], 'sourceBucket[1]', '"My_Archive" is not a bucket name'],
    [['s3://archive/raw/'], 'sourceBucket[0]', 'archive, and raw/ as prefix'],
    [['archive', 42], 'sourceBucket[1]', '42 is neither'],
    [['archive', null], 'sourceBucket[1]', 'null is neither'],
    [['archive', ['survey']], 'sourceBucket[1]', 'is neither'],
    [[''], 'sourceBucket[0]', '""'],
    [[{ prefix: 'raw/' }], 'sourceBucket[0]', 'has no bucket'],
    [[{ bucket: 'archive', Prefix: 'raw/' }], 'sourceBucket[0]', 'the field Prefix'],
    [[{ bucket: 42 }], 'sourceBucket[0].bucket', '42 is not a string'],
    [[{ bucket: 'archive', prefix: 'raw/*' }], 'sourceBucket[0].prefix', '"raw/*" is a pattern'],
    [[{ bucket: 'archive', kmsKeyArn: 'alias/a' }], 'sourceBucket[0].kmsKeyArn', 'is an alias'],
    [['archive', 'survey', 'archive'], 'sourceBucket[2]', 'is also sourceBucket[0]'],
    [
      ['archive', { bucket: 'archive', prefix: 'raw/' }],
      'sourceBucket[1]',
      'overlaps sourceBucket[0], s3://archive/:',
    ],
    [
      [{ bucket: 'archive', prefix: 'raw/2025/' }, 'survey', { bucket: 'archive', prefix: 'raw' }],
      'sourceBucket[2]',
      'overlaps sourceBucket[0], s3://archive/raw/2025/',
    ],
    [['my-fits-datalake-targetbucket0a1b2c3d-9xyzwvutsrqp'], 'sourceBucket', "this stack's own lake"],
    [
      Array.from({ length: 100 }, (_, i) => `archive-of-an-observatory-${i}`),
      'sourceBucket',
      'is too long: names and prefixes have',
    ],
  ])('is refused if it is %j', (list, setting, fact) => {
    const refused = refusal(list);
    expect(refused.setting).toBe(setting);
    expect(refused.message).toContain(fact);
  });

  it('names every wrong entry of a list', () => {
    const { message } = refusal(['archive', 'A', 'survey', { bucket: 'b' }, 7]);
    for (const part of [
      '3 entries',
      'sourceBucket[1]: "A" ',
      'sourceBucket[3].bucket: "b" ',
      'sourceBucket[4]: 7 ',
    ])
      expect(message).toContain(part);
  });

  it.each([
    ['sourcePrefix', 'raw/', 'prefix'],
    ['sourceKmsKeyArn', KEY, 'kmsKeyArn'],
  ])('as a list is refused together with %s, which names the field to use', (name, value, field) => {
    const refused = refusal(['archive', 'survey'], { [name]: value });
    expect(refused).toMatchObject({ setting: name, value });
    expect(refused.message).toContain(`a ${field}`);
  });

  it('as a list is refused if the lake is in one of its buckets', () => {
    expect(refusal(['archive', 'survey'], { targetBucket: 'survey' }).setting).toBe('targetBucket');
  });
});

describe('any list', () => {
  const bucket = fc.constantFrom('archive', 'survey', 'plates');
  const prefix = fc
    .array(fc.constantFrom('raw/', 'r', 'cal/'), { maxLength: 3 })
    .map((parts) => parts.join(''));
  const lists = fc.array(fc.record({ bucket, prefix }), { minLength: 1, maxLength: 5 });

  it('either puts no file into two sources, or is refused', () => {
    const keys = fc
      .array(fc.constantFrom('raw/', 'r', 'cal/', 'x'), { maxLength: 4 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(lists, bucket, keys, (list, of, key) => {
        const isIn = (source: { readonly bucket: string; readonly prefix: string }): boolean =>
          source.bucket === of && key.startsWith(source.prefix);
        let all: ReturnType<typeof sources>['all'];
        try {
          ({ all } = sources(list));
        } catch (error) {
          if (!(error instanceof SettingRefused)) throw error;
          // there is a key in two of its sources
          const isDouble = list.some((a, i) =>
            list.some(
              (b, j) =>
                i < j &&
                a.bucket === b.bucket &&
                (a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix)),
            ),
          );
          expect(isDouble).toBe(true);
          return;
        }
        expect(all.filter(isIn).length).toBeLessThanOrEqual(1);
        expect(all.some(isIn)).toBe(list.some(isIn));
      }),
      { numRuns: effort(300) },
    );
  });

  it('means the same in any order', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.record({ bucket, prefix: fc.constantFrom('raw/', 'cal/') }), {
          minLength: 1,
          selector: ({ bucket: of, prefix: below }) => of + below,
        }),
        (list) => {
          expect(sources(list.toReversed())).toEqual(sources(list));
        },
      ),
      { numRuns: effort(50) },
    );
  });
});
