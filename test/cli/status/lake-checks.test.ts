import { describe, expect, it } from 'vitest';
import type { DeployedStack } from '../../../lib/cli/aws/deployed.ts';
import { checkFiles, checkViews, FILE_COUNTS, PROBE_VIEWS } from '../../../lib/cli/status/lake-checks.ts';
import { encodeDigest } from '../../../lib/deployment/outputs.ts';
import type { Athena } from '../../../lib/engines/athena/open-athena.ts';
import { openLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { QueryRefused } from '../../../lib/engines/query-refused.ts';
import { digestOf } from '../../../lib/lake/derivation.ts';
import { askOnce, lakeOf } from '../../helpers/ask.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { observation } from '../../helpers/observation.ts';
import { ONE_SOURCE, OUTPUTS } from '../../helpers/our-stack.ts';
import { fileWithObject } from '../../helpers/small-lake.ts';

const STACK: DeployedStack = {
  ...{ name: 'my-fits-datalake', region: 'eu-central-1', status: 'CREATE_COMPLETE' },
  ...ONE_SOURCE,
  outputs: OUTPUTS,
};
const SPENT = { scannedBytes: 0, milliseconds: 0 };

/** DuckDB in the place of Athena: the SQL of the checks runs on both. */
async function duckDb(folder: string): Promise<Athena & { close(): void }> {
  const lake = await openLake(folder);
  return { ask: async (sql) => ({ ...(await lake.ask(sql)), types: [], spent: SPENT }), close: lake.close };
}

/** What the views count for each bucket. */
async function bucketsOf(folder: string) {
  const rows = await askOnce(
    folder,
    `SELECT source_bucket, sum(files), sum(faulty), sum(removed) FROM (
      SELECT source_bucket, 1 AS files, CASE WHEN faults > 0 THEN 1 ELSE 0 END AS faulty, 0 AS removed FROM files
      UNION ALL SELECT source_bucket, 0, 0, 1 FROM removed
    ) AS counted GROUP BY source_bucket`,
  );
  return Object.fromEntries(
    rows.map(([bucket, files, faulty, removed]) => [
      String(bucket),
      { files: Number(files), faulty: Number(faulty), removed: Number(removed) },
    ]),
  );
}

async function* nothing(): AsyncGenerator<never> {}

describe('the check of the files', () => {
  it('counts what the views count', async () => {
    const dark = observation('dark.fits', { t_min: '' });
    const folder = lakeOf(...EXAMPLE, observation('a.fits', { t_min: '60000' }), dark);
    const athena = await duckDb(folder);
    const { facts, text, problems } = await checkFiles(athena, STACK);
    athena.close();
    const number = async (sql: string) => Number((await askOnce(folder, sql))[0]?.[0]);
    const codes = await askOnce(folder, 'SELECT code, count(*) FROM faults GROUP BY code');
    expect(facts).toEqual({
      files: await number('SELECT count(*) FROM files'),
      faulty: await number('SELECT count(*) FROM files WHERE faults > 0'),
      removed: await number('SELECT count(*) FROM removed'),
      earlier: 0,
      otherRules: 0,
      buckets: await bucketsOf(folder),
      faults: Object.fromEntries(codes.map(([code, faults]) => [String(code), Number(faults)])),
      observations: await number('SELECT count(*) FROM obscore'),
      other: await number(
        'SELECT (SELECT count(*) FROM files WHERE hdu_count > 0) - (SELECT count(*) FROM obscore)',
      ),
      without: {
        time: { files: 1, reasons: { 'for t_min': 1 } },
        target: { files: 0, reasons: {} },
        position: { files: 0, reasons: {} },
      },
    });
    expect(facts).toMatchObject({ faulty: expect.toSatisfy((faulty: number) => faulty > 0) });
    expect(text).toContain('--stack my-fits-datalake --named faulty');
    expect(text).toMatch(/; 3 observations \(1 without a time\)$/);
    expect(problems).toBeUndefined();
  });
  it('counts the files of an earlier release and those derived with other rules, and says what to do', async () => {
    const rules = digestOf({ rules: [], authority: 'my.archive' });
    const folder = lakeOf(
      { ...fileWithObject('old.fits'), revision: 1 },
      fileWithObject('a.fits'),
      { ...fileWithObject('b.fits'), rules },
      { ...fileWithObject('c.fits'), rules },
    );
    const athena = await duckDb(folder);
    const byDefault = await checkFiles(athena, STACK);
    const outputs = { ...OUTPUTS, RulesDigest: encodeDigest(rules) };
    const byMine = await checkFiles(athena, { ...STACK, outputs });
    athena.close();
    expect(byDefault.facts).toMatchObject({ files: 4, earlier: 1, otherRules: 2 });
    expect(byMine.facts).toMatchObject({ files: 4, earlier: 1, otherRules: 1 });
    expect(byDefault.text).toMatch(
      /; 1 of an earlier release.*; 2 derived with other rules: .* backfill --stack my-fits-datalake /,
    );
  });
  it('counts the files of each bucket, and says how to delete the rows of one that the stack no longer covers', async () => {
    const of = (bucket: string, ...keys: string[]) => keys.map((key) => ({ ...fileWithObject(key), bucket }));
    const gone = { bucket: 'old', key: 'gone.fits', removed: '2026-11-25 00:00:00' };
    const files = [
      ...of('archive', 'a.fits', 'b.fits'),
      ...of('survey', 'a.fits'),
      ...of('old', 'a.fits'),
      gone,
    ];
    const athena = await duckDb(lakeOf(...files));
    const sources = ['archive', 'empty', 'survey'].map((bucket) => ({ bucket, prefix: '' }));
    const { facts, text, problems } = await checkFiles(athena, { ...STACK, sources, hasList: true });
    const ofOne = await checkFiles(athena, { ...STACK, sources: sources.slice(0, 1) });
    athena.close();
    expect(facts['buckets']).toEqual({
      archive: { files: 2, faulty: 0, removed: 0 },
      old: { files: 1, faulty: 0, removed: 1 },
      survey: { files: 1, faulty: 0, removed: 0 },
    });
    expect(text).toContain('; 2 of archive, 0 of empty, 1 of survey; 1 of old (1 removed), which the stack');
    expect(text).toContain('backfill --stack my-fits-datalake --forget old;');
    // one may want to keep them
    expect(problems).toBeUndefined();
    expect(ofOne.text).not.toContain('2 of archive');
    expect(ofOne.text).toContain('--forget survey');
  });
  it('finds no files in an empty lake', async () => {
    const empty: Athena = { ask: async () => ({ columns: [], types: [], pieces: nothing(), spent: SPENT }) };
    expect((await checkFiles(empty, STACK)).facts).toMatchObject({
      ...{ files: 0, faulty: 0, removed: 0, earlier: 0, otherRules: 0, faults: {} },
      ...{ observations: 0, other: 0 },
    });
  });
  it('scans the lake only once', () => {
    expect(FILE_COUNTS.match(/lake_rows/g)).toHaveLength(1);
  });
});

describe('the check of the views', () => {
  it('reads no rows', async () => {
    const folder = lakeOf(...EXAMPLE);
    expect(await askOnce(folder, PROBE_VIEWS)).toEqual([]);
    const athena = await duckDb(folder);
    expect(await checkViews(athena, STACK)).toMatchObject({ facts: { answer: true } });
    athena.close();
  });
  it('finds a view that no longer fits its table, and says how to restore it', async () => {
    const stale: Athena = {
      ask: async () => {
        throw new QueryRefused({ kind: 'engine', sentence: "View 'files' is stale or in invalid state" });
      },
    };
    expect(await checkViews(stale, STACK)).toMatchObject({
      facts: { answer: false },
      problems: [expect.stringMatching(/View 'files' is stale .*--revert-drift my-fits-datalake/)],
    });
  });
});
