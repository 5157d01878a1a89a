import { describe, expect, it } from 'vitest';
import { definitionOf, mapsOf, stateOf, statesInOrder } from '../../helpers/state-machine.ts';
import { synthesized } from '../../helpers/synthesized.ts';

const definition = definitionOf(synthesized());
const { source, bucket, lake } = mapsOf(definition);
const [begin, choice, , , crawl] = statesInOrder(definition);

describe('an execution', () => {
  it('notes its start time, processes the source and then the lake, and starts the crawler', () => {
    const states = statesInOrder(definition);
    expect(states.map(({ Type }) => Type)).toEqual(['Pass', 'Choice', 'Map', 'Map', 'Task', 'Succeed']);
    expect(states.slice(2, 4)).toEqual([bucket, lake]);
    expect(begin?.['Parameters']).toEqual({
      'sourcePrefix.$': '$.sourcePrefix',
      'lakePrefix.$': '$.lakePrefix',
      'force.$': '$.force',
      'began.$': '$$.Execution.StartTime',
    });
  });

  it('lists the whole bucket without a prefix, because the reader does not accept an empty one', () => {
    expect(choice).toMatchObject({
      Type: 'Choice',
      Choices: [{ Variable: '$.sourcePrefix', StringEquals: '', Next: expect.any(String) }],
    });
    expect(stateOf(definition, choice?.Choices?.[0]?.Next)).toBe(bucket);
    expect(stateOf(definition, choice?.Default)).toBe(source);
    expect(source.Next).toBe(bucket.Next);
    expect(source.ItemReader).toEqual({
      ...bucket.ItemReader,
      Parameters: { Bucket: 'archive', 'Prefix.$': '$.sourcePrefix' },
    });
  });

  it('never lists the whole bucket if the stack has a prefix', () => {
    const states = statesInOrder(definitionOf(synthesized({ sourcePrefix: 'raw/' })));
    expect(states.flatMap(({ Label }) => Label ?? [])).toEqual(['source', 'lake']);
    expect(states[1]?.ItemReader).toEqual(source.ItemReader);
  });

  const input = { 'prefix.$': '$.sourcePrefix', 'force.$': '$.force', 'began.$': '$.began' };
  it.each([
    ['source', 'source', source, { Bucket: 'archive', 'Prefix.$': '$.sourcePrefix' }, 'backfill'],
    ['bucket', 'source', bucket, { Bucket: 'archive' }, 'backfill'],
    ['lake', 'lake', lake, { Bucket: 'the-lake', 'Prefix.$': '$.lakePrefix' }, 'reconcile'],
  ] as const)('processes all objects of the %s in batches', (label, half, map, Parameters, task) => {
    const { ItemProcessor, Comment: _, Next: __, Catch: ___, ...fields } = map;
    expect(fields).toEqual({
      Type: 'Map',
      Label: label,
      ItemReader: { Resource: 'arn:aws:states:::s3:listObjectsV2', Parameters },
      ItemBatcher: { MaxItemsPerBatch: 300, MaxInputBytesPerBatch: 200_000, BatchInput: { task, ...input } },
      MaxConcurrency: 20,
      // a failed batch does not end the run
      ToleratedFailurePercentage: 100,
      ResultWriter: {
        Resource: 'arn:aws:states:::s3:putObject',
        Parameters: { Bucket: 'the-lake', Prefix: `runs/${half}` },
        WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSONL' },
      },
      // keeps the ARN of the Map Run as well as the location of the results
      ResultPath: `$.${half}`,
    });
    expect(ItemProcessor?.ProcessorConfig).toEqual({ Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' });
    expect(label.length).toBeLessThanOrEqual(40);
  });

  it('takes the number of concurrent batches from backfillConcurrency', () => {
    const { States } = definitionOf(synthesized({ backfillConcurrency: '7' }));
    const maps = Object.values(States).filter(({ Type }) => Type === 'Map');
    expect(maps.map((state) => state['MaxConcurrency'])).toEqual([7, 7, 7, 7]);
  });

  it('starts the crawler of the stack, and succeeds whether or not the crawler starts', () => {
    expect(crawl).toMatchObject({
      Resource: 'arn:aws:states:::aws-sdk:glue:startCrawler',
      Parameters: { Name: 'my-fits-datalake' },
      ResultPath: null,
    });
    const done = crawl?.Next;
    expect(crawl?.Catch).toEqual([
      // it is already running
      { ErrorEquals: ['Glue.CrawlerRunningException'], ResultPath: null, Next: done },
      { ErrorEquals: ['States.ALL'], ResultPath: '$.crawl', Next: done },
    ]);
    expect(stateOf(definition, done)).toEqual({ Type: 'Succeed' });
  });
});

describe.each([
  ['source', [source, bucket], 'archive', '$.sourcePrefix'],
  ['lake', [lake], 'the-lake', '$.lakePrefix'],
] as const)('after a failed listing of the %s, an execution', (half, maps, Bucket, prefix) => {
  const [caught] = maps[0].Catch ?? [];
  const check = stateOf(definition, caught?.Next);
  const decide = stateOf(definition, check.Next);
  const empty = stateOf(definition, decide.Choices?.[0]?.Next);
  const failed = stateOf(definition, decide.Default);

  it('lists one object, and catches no other error', () => {
    for (const map of maps) {
      expect(map.Catch).toEqual([
        { ErrorEquals: ['States.ItemReaderFailed'], ResultPath: '$.failed', Next: caught?.Next },
      ]);
    }
    expect(check).toMatchObject({
      Resource: 'arn:aws:states:::aws-sdk:s3:listObjectsV2',
      Parameters: { Bucket, 'Prefix.$': prefix, MaxKeys: 1 },
      ResultSelector: { 'count.$': '$.KeyCount' },
      ResultPath: '$.found',
    });
  });

  it('continues if there is no object, and records that', () => {
    expect(decide.Choices).toEqual([
      { Variable: '$.found.count', NumericEquals: 0, Next: expect.any(String) },
    ]);
    expect(empty).toEqual({
      Type: 'Pass',
      Result: { empty: true },
      ResultPath: `$.${half}`,
      Next: maps[0].Next,
    });
  });

  it('fails with the error of the listing if there is an object, or if the check is denied', () => {
    expect(failed).toEqual({ Type: 'Fail', ErrorPath: '$.failed.Error', CausePath: '$.failed.Cause' });
    expect(check.Catch).toEqual([{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: decide.Default }]);
  });
});

describe('with compaction, an execution', () => {
  const compacting = definitionOf(synthesized({ compaction: 'rate(1 hour)' }));
  const first = stateOf(compacting, compacting.StartAt);
  const map = (label: string) => Object.values(compacting.States).find(({ Label }) => Label === label);

  it('goes through the changes after the lake, and only asks which were lost', () => {
    const { lake: lakeMap } = mapsOf(compacting);
    const onlyLost = stateOf(compacting, lakeMap.Next);
    expect(onlyLost).toEqual({
      ...{ Type: 'Pass', Result: false, ResultPath: '$.force', Next: expect.any(String) },
    });
    expect(stateOf(compacting, onlyLost.Next)).toBe(map('changes'));
    expect(stateOf(compacting, map('changes')?.Next)).toEqual(crawl);
  });

  it('goes through nothing else if its input says so, and then keeps force', () => {
    expect(first).toMatchObject({
      Type: 'Choice',
      Choices: [
        { Variable: '$.forget', IsPresent: true },
        {
          And: [
            { Variable: '$.changes', IsPresent: true },
            { Variable: '$.changes', BooleanEquals: true },
          ],
        },
      ],
    });
    const beginChanges = stateOf(compacting, first.Choices?.[1]?.Next);
    expect(beginChanges['Parameters']).toEqual(begin?.['Parameters']);
    expect(stateOf(compacting, beginChanges.Next)).toBe(map('changes'));
    expect(stateOf(compacting, first.Default)).toEqual({ ...begin, Next: expect.any(String) });
  });

  it('lists the lake for the changes, and writes results of their own', () => {
    expect(map('changes')).toMatchObject({
      ItemReader: { Parameters: { Bucket: 'the-lake', 'Prefix.$': '$.lakePrefix' } },
      ItemBatcher: {
        BatchInput: { task: 'changes', ...{ 'force.$': '$.force', 'prefix.$': '$.sourcePrefix' } },
      },
      ResultWriter: { Parameters: { Prefix: 'runs/changes' } },
      ResultPath: '$.changes',
    });
  });
});
