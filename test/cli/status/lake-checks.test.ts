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
import { OUTPUTS } from '../../helpers/our-stack.ts';
import { fileWithObject } from '../../helpers/small-lake.ts';

const STACK: DeployedStack = {
  ...{ name: 'my-fits-datalake', region: 'eu-central-1', status: 'CREATE_COMPLETE', sourcePrefix: '' },
  outputs: OUTPUTS,
};
const SPENT = { scannedBytes: 0, milliseconds: 0 };

/** DuckDB in the place of Athena: the SQL of the checks runs on both. */
async function duckDb(folder: string): Promise<Athena & { close(): void }> {
  const lake = await openLake(folder);
  return { ask: async (sql) => ({ ...(await lake.ask(sql)), types: [], spent: SPENT }), close: lake.close };
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
