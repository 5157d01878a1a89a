import { describe, expect, it } from 'vitest';
import { type BatchResult, batchResults, NoResults } from '../../../lib/cli/backfill/batch-results.ts';
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

describe('the results of batches', () => {
  it('are read line by line from all result files', async () => {
    const files = { 'SUCCEEDED_0.jsonl': ndjson(REPORT, REPORT), 'SUCCEEDED_1.jsonl': ndjson(REPORT).trim() };
    expect(await resultsIn(files)).toEqual([REPORT, REPORT, REPORT]);
  });

  it('may be one array', async () => {
    expect(await resultsIn({ 'SUCCEEDED_0.json': JSON.stringify([REPORT, REPORT]) })).toEqual([
      REPORT,
      REPORT,
    ]);
  });

  it('may be larger than one request reads', async () => {
    const many = Array.from({ length: 60_000 }, () => REPORT);
    const results = await resultsIn({ 'SUCCEEDED_0.jsonl': ndjson(...many) });
    expect(results).toHaveLength(60_000);
    expect(results.every((result) => JSON.stringify(result) === JSON.stringify(REPORT))).toBe(true);
  });

  it('name all objects of a batch whose function failed twice', async () => {
    const Cause = '{"errorType":"Runtime.ExitError","errorMessage":"RequestId: 1 Error: Runtime exited"}';
    const crashed = { ...INPUT, crashed: { Error: 'Runtime.ExitError', Cause } };
    const reason = expect.stringMatching(/whole batch: RequestId: 1 Error: Runtime exited$/);
    expect(await resultsIn({ 'SUCCEEDED_0.jsonl': ndjson(crashed) })).toEqual([
      { task: 'backfill', keys: ['a/1.fits', 'a/2.fits'], reason },
    ]);
  });

  it.each([
    [{ Status: 'TIMED_OUT', Error: 'States.Timeout', Cause: '' }, /: States\.Timeout$/],
    [{ Status: 'FAILED', Error: 'X', Cause: 'why' }, /: X: why$/],
    [{ Status: 'PENDING' }, /pending/],
  ])('name all objects of a batch that Step Functions did not finish: %j', async (execution, reason) => {
    const kind = execution.Status === 'PENDING' ? 'PENDING' : 'FAILED';
    const line = { ...execution, Input: JSON.stringify(INPUT), InputDetails: { Included: true } };
    expect(await resultsIn({ [`${kind}_0.jsonl`]: ndjson(line) })).toEqual([
      { task: 'backfill', keys: ['a/1.fits', 'a/2.fits'], reason: expect.stringMatching(reason) },
    ]);
  });

  it('name no object of a batch whose input is unknown', async () => {
    expect(await resultsIn({ 'FAILED_0.jsonl': ndjson({ Status: 'FAILED' }) })).toMatchObject([{ keys: [] }]);
  });

  it('are refused if they are damaged', async () => {
    await expect(resultsIn({ 'SUCCEEDED_0.jsonl': '{"task":\n' })).rejects.toThrow(
      /SUCCEEDED_0\.jsonl.*\{"task":/,
    );
    const lake = await lakeWith({});
    await put(lake, MANIFEST, '[]');
    const reading = batchResults(lake, PLACE);
    await expect(reading.next()).rejects.toThrow(MANIFEST);
  });

  it('are gone after 90 days', async () => {
    const reading = batchResults(memoryStore(), PLACE);
    await expect(reading.next()).rejects.toThrow(/90 days/);
    await expect(batchResults(memoryStore(), PLACE).next()).rejects.toBeInstanceOf(NoResults);
  });

  it('are missing if the run names no manifest', async () => {
    const reading = batchResults(memoryStore(), { ...PLACE, manifest: undefined });
    await expect(reading.next()).rejects.toEqual(new NoResults(MAP_RUN));
  });
});
