import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeSources } from '../../lib/deployment/sources.ts';
import { definitionOf, stateOf } from '../helpers/state-machine.ts';
import { allowed } from '../helpers/statements.ts';
import { type Synthesized, synthesized } from '../helpers/synthesized.ts';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const OTHER_KEY = KEY.replace('1234abcd', 'abcd1234');
const SURVEY = { bucket: 'survey', prefix: 'raw/', kmsKeyArn: KEY };
const SETTINGS = { compaction: 'rate(6 hours)', reconcileSchedule: 'rate(7 days)' };
const listed = (...sourceBucket: unknown[]) => synthesized({ ...SETTINGS, sourceBucket });

const resourcesOf = ({ template }: Synthesized) => template.Resources;

/** The paths of properties in which two templates differ: `SourceEventsQueuePolicy.PolicyDocument.Statement`. */
function differences(a: unknown, b: unknown, path: string): string[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject(a) || !isObject(b)) return [path];
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].flatMap((name) => differences(a[name], b[name], `${path}.${name}`));
}

describe('a stack with one bucket', () => {
  it('has the resources that it had before there were lists', () => {
    const before = JSON.parse(readFileSync('test/cloud/one-bucket.json', 'utf8')) as Record<string, string>;
    const now = Object.entries(resourcesOf(synthesized())).map(([id, { Type }]) => [id, Type]);
    expect(Object.fromEntries(now)).toMatchObject(before);
  });
});

describe('a list of buckets', () => {
  it('leaves what belongs to the others alone when one is added', () => {
    const before = resourcesOf(listed('archive'));
    const after = resourcesOf(listed('archive', SURVEY));
    const changed = Object.keys(before).flatMap((id) => differences(before[id], after[id], id));
    // lists of buckets in policies, in the environment and in the input of the schedule
    const lists = /\.(PolicyDocument\.Statement|Environment\.Variables\.SOURCES|Targets)$/;
    expect(changed.filter((path) => !lists.test(path))).toEqual([]);
    expect(changed.length).toBeGreaterThan(3);
    const added = Object.keys(after).filter((id) => !(id in before));
    expect(added.map((id) => after[id]?.Type).sort()).toEqual([
      'AWS::Events::Rule',
      'Custom::EventNotifications',
    ]);
  });

  it('gives the same template in any order', () => {
    const { template } = listed('archive', SURVEY, { bucket: 'survey', prefix: 'cal/' }, 'plates');
    const { template: other } = listed({ bucket: 'survey', prefix: 'cal/' }, 'plates', SURVEY, 'archive');
    expect(other).toEqual(template);
  });

  it('has one rule and one switch for each bucket, however many prefixes it has', () => {
    const stack = listed('archive', SURVEY, { bucket: 'survey', prefix: 'cal/' });
    const patterns = stack
      .of('AWS::Events::Rule')
      .flatMap(({ Properties }) => (Properties['EventPattern'] as object | undefined) ?? []);
    expect(patterns).toMatchObject([
      { detail: { bucket: { name: ['archive'] } } },
      { detail: { bucket: { name: ['survey'] } } },
    ]);
    const switches = stack.of('Custom::EventNotifications').map(({ Properties }) => Properties['Bucket']);
    expect(switches).toEqual(['archive', 'survey']);
    expect(stack.of('AWS::Lambda::Function')).toHaveLength(synthesized().of('AWS::Lambda::Function').length);
  });

  it('gives rights to each prefix and each key, and to nothing else', () => {
    const list = ['archive', SURVEY, { bucket: 'plates', prefix: 'p/', kmsKeyArn: OTHER_KEY }];
    const lines = allowed(listed(...list));
    const one = allowed(synthesized({ ...SETTINGS, sourceBucket: 'archive' }));
    const decrypt = 'if kms:ViaService StringEquals s3.<AWS::Region>.<AWS::URLSuffix>';
    const objects = ['archive/*', 'plates/p/*', 'survey/raw/*'].map((path) => `arn:s3:::${path}`);
    const buckets = ['archive', 'plates', 'survey'].map((name) => `arn:s3:::${name}`).join(', ');
    const added = lines.filter((line) => !one.includes(line) && !line.startsWith('SourceEvents/'));
    expect(added.sort()).toEqual(
      [
        `Backfill/Role: s3:GetObject on <Target/Bucket.Arn>/receipts/*, ${objects.join(', ')}`,
        `HeaderExtractor/Role: s3:GetObject on ${objects.join(', ')}`,
        ...['Backfill', 'HeaderExtractor'].flatMap((who) => [
          `${who}/Role: s3:ListBucket on <Target/Bucket.Arn>, ${buckets}`,
          `${who}/Role: kms:Decrypt on ${[KEY, OTHER_KEY].sort().join(', ')} ${decrypt}`,
        ]),
        'Backfill/MachineRole: s3:ListBucket on arn:s3:::plates if s3:prefix StringLike p/*',
        'Backfill/MachineRole: s3:ListBucket on arn:s3:::survey if s3:prefix StringLike raw/*',
      ].sort(),
    );
    expect(lines).toContain(
      `SourceEvents/EventNotifications/Role: s3:GetBucketNotification, s3:ListBucket, s3:PutBucketNotification on ${buckets}`,
    );
    // each rule may send to the queue
    for (const bucket of ['archive', 'plates', 'survey'])
      expect(lines.filter((line) => line.includes(`<SourceEvents/Rule-${bucket}.Arn>`))).toHaveLength(2);
  });

  it('has an output that lists all sources, and none for a single one', () => {
    const odd = { bucket: 'survey', prefix: 'raw 100%/é#/' };
    const { outputs } = listed('archive', odd);
    expect(outputs).not.toHaveProperty('SourceBucket');
    expect(String(outputs['Sources']?.Value)).toMatch(/^[ -~]+$/);
    expect(decodeSources(String(outputs['Sources']?.Value))).toEqual([
      { bucket: 'archive', prefix: '' },
      odd,
    ]);
    expect(synthesized({ sourcePrefix: 'raw/' }).outputs).toMatchObject({
      SourceBucket: { Value: 'archive' },
      Sources: { Value: 's3://archive/raw/' },
    });
  });
});

describe('a backfill of a list of buckets', () => {
  const definition = definitionOf(listed('archive', SURVEY));
  const each = Object.values(definition.States).find(({ ItemsPath }) => ItemsPath === '$.sources');
  const within = each?.ItemProcessor;

  it('goes through each source of its input, and then once through the lake', () => {
    expect(each).toMatchObject({ Type: 'Map', MaxConcurrency: 1, ResultPath: '$.source' });
    expect(within?.ProcessorConfig).toEqual({ Mode: 'INLINE' });
    const maps = Object.values(within?.States ?? {}).filter(({ Type }) => Type === 'Map');
    expect(maps.map(({ Label, ItemReader }) => [Label, ItemReader?.['Parameters']]).sort()).toEqual([
      ['bucket', { 'Bucket.$': '$.bucket' }],
      ['source', { 'Bucket.$': '$.bucket', 'Prefix.$': '$.prefix' }],
    ]);
    for (const { ItemBatcher } of maps)
      expect(ItemBatcher).toMatchObject({
        BatchInput: { task: 'backfill', 'bucket.$': '$.bucket', 'prefix.$': '$.prefix' },
      });
    expect(stateOf(definition, each?.Next)).toMatchObject({
      Label: 'lake',
      ItemBatcher: { BatchInput: { task: 'reconcile', 'sources.$': '$.sources' } },
    });
  });

  it('is scheduled for all of them', () => {
    const rule = listed('archive', SURVEY).only('AWS::Events::Rule', 'Backfill/Schedule');
    const [target] = rule.Properties['Targets'] as { readonly Input: string }[];
    expect(JSON.parse(target?.Input ?? '')).toEqual({
      sources: [
        { bucket: 'archive', prefix: '' },
        { bucket: 'survey', prefix: 'raw/' },
      ],
      lakePrefix: 'headers/',
      force: false,
    });
  });
});

describe('a run that forgets a bucket', () => {
  it.each([synthesized(), listed('archive', SURVEY)])('only goes through the lake', (stack) => {
    const definition = definitionOf(stack);
    const first = stateOf(definition, definition.StartAt);
    const begin = stateOf(definition, first.Choices?.[0]?.Next);
    expect(first.Choices?.[0]).toMatchObject({ Variable: '$.forget', IsPresent: true });
    expect(begin['Parameters']).toEqual({
      'forget.$': '$.forget',
      force: false,
      'lakePrefix.$': '$.lakePrefix',
      'began.$': '$$.Execution.StartTime',
    });
    const map = stateOf(definition, begin.Next);
    expect(map).toMatchObject({
      Label: 'forgotten',
      ItemReader: { Parameters: { Bucket: 'the-lake', 'Prefix.$': '$.lakePrefix' } },
      ItemBatcher: { BatchInput: { task: 'forget', 'forget.$': '$.forget' } },
      ResultPath: '$.forgotten',
    });
    expect(stateOf(definition, map.Next)['Resource']).toMatch(/glue:startCrawler$/);
  });
});
