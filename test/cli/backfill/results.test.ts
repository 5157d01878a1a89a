import { describe, expect, it } from 'vitest';
import { addResult, emptyBackfillReport } from '../../../lib/cli/backfill/report.ts';
import { type BatchResult, batchResults, NoResults, resultsOf } from '../../../lib/cli/backfill/results.ts';
import { RunFailed } from '../../../lib/cli/errors.ts';
import { batchReport } from '../../../lib/lake/batch-report.ts';
import { memoryStore } from '../../../lib/stores/memory.ts';
import { put } from '../../helpers/store.ts';

const MANIFEST = 'runs/source/ad9b5f27/manifest.json';
const MAP_RUN = 'arn:aws:states:eu-central-1:111122223333:mapRun:backfill/source:ad9b5f27';
const PLACE = { task: 'backfill', mapRun: MAP_RUN, manifest: MANIFEST } as const;
const REPORT = batchReport('backfill', [{ key: 'a/ü.fits', kind: 'new', requests: 3, bytesRead: 2880 }]);
const ITEMS = [{ Key: 'a/1.fits' }, { Key: 'a/2.fits' }];
const INPUT = { BatchInput: { task: 'backfill' }, Items: ITEMS };

/** Results as Step Functions writes them. */
async function lakeWith(files: Readonly<Record<string, string>>) {
  const lake = memoryStore();
  const ResultFiles: Record<string, { Key: string; Size: number }[]> = {
    FAILED: [],
    PENDING: [],
    SUCCEEDED: [],
  };
  for (const [name, body] of Object.entries(files)) {
    const Key = `runs/source/ad9b5f27/${name}`;
    await put(lake, Key, body);
    ResultFiles[name.split('_')[0] ?? '']?.push({ Key, Size: body.length });
  }
  await put(lake, MANIFEST, JSON.stringify({ DestinationBucket: 'lake', MapRunArn: 'arn', ResultFiles }));
  return lake;
}

async function resultsIn(files: Readonly<Record<string, string>>): Promise<BatchResult[]> {
  const results: BatchResult[] = [];
  const lake = await lakeWith(files);
  for await (const result of batchResults(lake, PLACE)) results.push(result);
  return results;
}

const ndjson = (...values: unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');

describe('results that are written down', () => {
  it('are read line by line, of all files', async () => {
    const files = { 'SUCCEEDED_0.jsonl': ndjson(REPORT, REPORT), 'SUCCEEDED_1.jsonl': ndjson(REPORT).trim() };
    expect(await resultsIn(files)).toEqual([REPORT, REPORT, REPORT]);
  });

  it('may be an array in one piece', async () => {
    expect(await resultsIn({ 'SUCCEEDED_0.json': JSON.stringify([REPORT, REPORT]) })).toEqual([
      REPORT,
      REPORT,
    ]);
  });

  it('are read where they are larger than a piece that is asked for', async () => {
    const many = Array.from({ length: 60_000 }, () => REPORT);
    const results = await resultsIn({ 'SUCCEEDED_0.jsonl': ndjson(...many) });
    expect(results).toHaveLength(60_000);
    expect(results.every((result) => JSON.stringify(result) === JSON.stringify(REPORT))).toBe(true);
  });

  it('name all objects of a batch at which the function failed twice', async () => {
    const Cause = '{"errorType":"Runtime.ExitError","errorMessage":"RequestId: 1 Error: Runtime exited"}';
    const crashed = { ...INPUT, crashed: { Error: 'Runtime.ExitError', Cause } };
    const reason = 'the function failed at the whole batch: RequestId: 1 Error: Runtime exited';
    expect(await resultsIn({ 'SUCCEEDED_0.jsonl': ndjson(crashed) })).toEqual([
      { task: 'backfill', keys: ['a/1.fits', 'a/2.fits'], reason },
    ]);
  });

  it.each([
    [
      { Status: 'TIMED_OUT', Error: 'States.Timeout', Cause: '' },
      'the function failed at the whole batch: States.Timeout',
    ],
    [{ Status: 'FAILED', Error: 'X', Cause: 'why' }, 'the function failed at the whole batch: X: why'],
    [{ Status: 'PENDING' }, 'not done (pending)'],
  ])('name all objects of a batch that Step Functions did not end: %j', async (execution, reason) => {
    const kind = execution.Status === 'PENDING' ? 'PENDING' : 'FAILED';
    const line = { ...execution, Input: JSON.stringify(INPUT), InputDetails: { Included: true } };
    expect(await resultsIn({ [`${kind}_0.jsonl`]: ndjson(line) })).toEqual([
      { task: 'backfill', keys: ['a/1.fits', 'a/2.fits'], reason },
    ]);
  });

  it('are refused where they are damaged', async () => {
    await expect(resultsIn({ 'SUCCEEDED_0.jsonl': '{"task":\n' })).rejects.toThrow(
      /SUCCEEDED_0.jsonl: a line/,
    );
    const lake = await lakeWith({});
    await put(lake, MANIFEST, '[]');
    const reading = batchResults(lake, PLACE);
    await expect(reading.next()).rejects.toThrow(`${MANIFEST} is no manifest of results`);
  });

  it('are kept for some time', async () => {
    const reading = batchResults(memoryStore(), PLACE);
    await expect(reading.next()).rejects.toThrow(/no longer exist .*: they are kept for 90 days/);
    await expect(batchResults(memoryStore(), PLACE).next()).rejects.toBeInstanceOf(NoResults);
  });

  it('may not be named at all', async () => {
    const reading = batchResults(memoryStore(), { ...PLACE, manifest: undefined });
    await expect(reading.next()).rejects.toEqual(new NoResults(MAP_RUN));
  });
});

describe('where the results are', () => {
  const at = (Key: string) => ({ MapRunArn: 'arn', ResultWriterDetails: { Bucket: 'lake', Key } });
  it('the output of the run says', () => {
    const output = JSON.stringify({ force: false, source: at('a'), lake: at('b') });
    expect(resultsOf(output)).toEqual([
      { task: 'backfill', mapRun: 'arn', manifest: 'a' },
      { task: 'reconcile', mapRun: 'arn', manifest: 'b' },
    ]);
  });
  it('leaves out a part that had no objects', () => {
    const empty = { empty: true };
    expect(resultsOf(JSON.stringify({ source: empty, lake: at('b') }))).toEqual([
      { task: 'reconcile', mapRun: 'arn', manifest: 'b' },
    ]);
    expect(resultsOf(JSON.stringify({ source: empty, lake: empty }))).toEqual([]);
  });
  it('is undefined if Step Functions names none', () => {
    expect(resultsOf(JSON.stringify({ source: { MapRunArn: 'arn' }, lake: { empty: true } }))).toEqual([
      { task: 'backfill', mapRun: 'arn', manifest: undefined },
    ]);
  });
  it.each([undefined, '{}', JSON.stringify({ source: at('a') })])('unless it is %j', (output) => {
    expect(() => resultsOf(output)).toThrow(RunFailed);
  });
});

describe('a batch of which nothing is known', () => {
  it('is a failure all the same', async () => {
    const report = emptyBackfillReport();
    for (const result of await resultsIn({ 'FAILED_0.jsonl': ndjson({ Status: 'FAILED' }) }))
      addResult(report, result);
    expect(report.counts.failed).toBe(1);
  });
});
