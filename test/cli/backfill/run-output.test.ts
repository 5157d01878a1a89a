import { describe, expect, it } from 'vitest';
import { crawlFailure, resultsPlaces } from '../../../lib/cli/backfill/run-output.ts';
import { RunFailed } from '../../../lib/cli/errors.ts';

describe('the results of a run', () => {
  const at = (Key: string) => ({ MapRunArn: 'arn', ResultWriterDetails: { Bucket: 'lake', Key } });
  it('are at the places that its output names', () => {
    const output = JSON.stringify({ force: false, source: at('a'), lake: at('b') });
    expect(resultsPlaces(output)).toEqual([
      { task: 'backfill', source: 0, mapRun: 'arn', manifest: 'a' },
      { task: 'reconcile', mapRun: 'arn', manifest: 'b' },
    ]);
  });
  it('are missing for a task that had no objects', () => {
    const empty = { empty: true };
    expect(resultsPlaces(JSON.stringify({ source: empty, lake: at('b') }))).toEqual([
      { task: 'reconcile', mapRun: 'arn', manifest: 'b' },
    ]);
    expect(resultsPlaces(JSON.stringify({ source: empty, lake: empty }))).toEqual([]);
  });
  it('are those of the changes too, or only those', () => {
    const changes = { task: 'changes', mapRun: 'arn', manifest: 'c' };
    const output = JSON.stringify({ source: at('a'), lake: at('b'), changes: at('c') });
    expect(resultsPlaces(output).slice(2)).toEqual([changes]);
    expect(resultsPlaces(JSON.stringify({ changes: at('c') }), { changes: true })).toEqual([changes]);
    expect(() => resultsPlaces('{}', { changes: true })).toThrow(RunFailed);
  });
  it('are a list of places if there is a list of sources', () => {
    const output = JSON.stringify({ source: [at('a'), { empty: true }, at('c')], lake: at('b') });
    expect(resultsPlaces(output)).toEqual([
      { task: 'backfill', source: 0, mapRun: 'arn', manifest: 'a' },
      { task: 'backfill', source: 2, mapRun: 'arn', manifest: 'c' },
      { task: 'reconcile', mapRun: 'arn', manifest: 'b' },
    ]);
  });
  it('are only those of what was forgotten', () => {
    const output = JSON.stringify({ forget: 'old', forgotten: at('f') });
    expect(resultsPlaces(output, { forget: 'old' })).toEqual([
      { task: 'forget', mapRun: 'arn', manifest: 'f' },
    ]);
    expect(() => resultsPlaces('{}', { forget: 'old' })).toThrow(RunFailed);
  });
  it('may have no manifest', () => {
    expect(resultsPlaces(JSON.stringify({ source: { MapRunArn: 'arn' }, lake: { empty: true } }))).toEqual([
      { task: 'backfill', source: 0, mapRun: 'arn', manifest: undefined },
    ]);
  });
  it.each([undefined, '{}', JSON.stringify({ source: at('a') })])(
    'are unknown if the output is %j',
    (output) => {
      expect(() => resultsPlaces(output)).toThrow(RunFailed);
    },
  );
});

describe('the crawler at the end of a run', () => {
  it('was started if the output has no error', () => {
    expect(crawlFailure('{}')).toBeUndefined();
    expect(crawlFailure(undefined)).toBeUndefined();
  });
  it('could not be started for the reason in the output', () => {
    const crawl = { Error: 'Glue.AccessDeniedException', Cause: 'no rights' };
    expect(crawlFailure(JSON.stringify({ crawl }))).toBe('Glue.AccessDeniedException: no rights');
  });
});
