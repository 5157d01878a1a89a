import { describe, expect, it } from 'vitest';
import type { DeployedStack } from '../../../lib/cli/aws/deployed.ts';
import { COUNTS, filesPart, PROBE, viewsPart } from '../../../lib/cli/status/lake-parts.ts';
import type { Athena } from '../../../lib/engines/athena/open-athena.ts';
import { openLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { QueryRefused } from '../../../lib/engines/query-refused.ts';
import { askOnce, lakeOf } from '../../helpers/ask.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { OUTPUTS } from '../../helpers/our-stack.ts';

const STACK: DeployedStack = {
  ...{ name: 'my-fits-datalake', region: 'eu-central-1', status: 'CREATE_COMPLETE', sourcePrefix: '' },
  outputs: OUTPUTS,
};

/** The SQL is in the words that both engines share: here DuckDB answers it. */
async function local(folder: string): Promise<Athena & { close(): void }> {
  const lake = await openLake(folder);
  const spent = { scannedBytes: 0, milliseconds: 0 };
  return { ask: async (sql) => ({ ...(await lake.ask(sql)), types: [], spent }), close: lake.close };
}

describe('files of a stack', () => {
  it('are counted as the views count them', async () => {
    const folder = lakeOf(...EXAMPLE);
    const athena = await local(folder);
    const { facts, text, wrong } = await filesPart(athena, STACK);
    athena.close();
    const number = async (sql: string) => Number((await askOnce(folder, sql))[0]?.[0]);
    const codes = await askOnce(folder, 'SELECT code, count(*) FROM faults GROUP BY code');
    expect(facts).toEqual({
      files: await number('SELECT count(*) FROM files'),
      faulty: await number('SELECT count(*) FROM files WHERE faults > 0'),
      removed: await number('SELECT count(*) FROM removed'),
      faults: Object.fromEntries(codes.map(([code, faults]) => [String(code), Number(faults)])),
    });
    expect(facts).toMatchObject({ faulty: expect.toSatisfy((faulty: number) => faulty > 0) });
    expect(text).toMatch(/ removed \(.+ \d.*; which: .* --stack my-fits-datalake --named faulty\)$/);
    expect(wrong).toBeUndefined();
  });
  it('are none where there is none', async () => {
    const empty: Athena = {
      ask: async () => ({
        columns: [],
        types: [],
        pieces: nothing(),
        spent: { scannedBytes: 0, milliseconds: 0 },
      }),
    };
    expect(await filesPart(empty, STACK)).toEqual({
      facts: { files: 0, faulty: 0, removed: 0, faults: {} },
      text: '0, 0 of them faulty; 0 removed',
    });
  });
  it('are read once', () => {
    expect(COUNTS.match(/lake_rows/g)).toHaveLength(1);
  });
});

describe('views of a stack', () => {
  it('are looked at without a row', async () => {
    const folder = lakeOf(...EXAMPLE);
    expect(await askOnce(folder, PROBE)).toEqual([]);
    const athena = await local(folder);
    expect(await viewsPart(athena, STACK)).toMatchObject({ facts: { answer: true } });
    athena.close();
  });
  it('may not fit their table any more', async () => {
    const stale: Athena = {
      ask: async () => {
        throw new QueryRefused("View 'files' is stale or in invalid state");
      },
    };
    expect(await viewsPart(stale, STACK)).toMatchObject({
      wrong: [
        "the views do not answer: View 'files' is stale or in invalid state (changed by hand? npx cdk deploy --revert-drift my-fits-datalake, with the settings that it was deployed with, puts it right)",
      ],
    });
  });
});

async function* nothing(): AsyncGenerator<never> {}
