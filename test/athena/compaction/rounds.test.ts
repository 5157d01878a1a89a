import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { BUCKETS } from '../../../lib/sql/compaction/dialect.ts';
import { runStatements } from '../../../lib/sql/compaction/run.ts';
import { CARDS, isFileOf, OBJECTS } from '../../../lib/sql/compaction/tables.ts';
import { keywordColumns } from '../../../lib/sql/keywords.ts';
import { VIEWS } from '../../../lib/sql/view-columns.ts';
import { Killed } from '../../helpers/run-state-machine.ts';
import { addToLake, lakeKeyOf } from '../../helpers/small-lake.ts';
import { awsClients } from '../aws-clients.ts';
import { type Deployed, deploy } from '../deploy.ts';
import { expectSame } from '../same-answers.ts';
import { askTrino } from '../trino-client.ts';
import { fromDuckdb, fromTrino, type TypedAnswer } from '../typed-answer.ts';
import { cancelQuery } from './cancel-query.ts';
import { deployAgain } from './deploy-again.ts';
import { type LiveLake, liveLake } from './live-lake.ts';
import { type TestMachine, testMachine } from './machine.ts';
import { type Changes, randomChanges, seeded } from './random-changes.ts';
import { trinoDialect } from './trino-dialect.ts';

// The definition of the state machine, run statement by statement on Trino, over a lake that changes. DuckDB says what its CSV
// files mean.

const ROUNDS = Number(process.env['COMPACTION_ROUNDS'] || 20);
const SEED = Number(process.env['COMPACTION_SEED'] || 17);
/** From this round on, the stack is deployed with one keyword more. */
const DEPLOYED_AGAIN = Math.ceil(ROUNDS / 2);
const SETTINGS = { glueDatabase: 'rounds', compaction: 'rate(6 hours)' };
/** The views that are looked at while a run is at work. */
const WATCHED: readonly string[] = ['files', 'obscore'];
/** About the number of statements of a run. */
const STATEMENTS = 56;
/** The statements whose order keeps the list of objects complete. An execution is killed after each of them. */
const REPLACE = Object.values(
  runStatements({ keywords: [], dialect: trinoDialect(SETTINGS.glueDatabase), location: '' }).replace,
);
const HOUR = 3_600_000;
const MINUTES = 60_000;

describe('compaction', () => {
  const random = seeded(SEED);
  const folder = mkdtempSync(join(tmpdir(), 'fits-datalake-compaction-'));
  const clients = awsClients();
  const ask = (sql: string) => askTrino(inject('trino'), sql, SETTINGS.glueDatabase);
  let deployed: Deployed;
  let machine: TestMachine;
  let changes: Changes;
  let keywords = '';
  let time = Date.now() - 20 * 24 * HOUR;
  const lastShown = new Map<string, TypedAnswer>();

  const shown = (view: string): Promise<TypedAnswer> =>
    fromTrino(inject('trino'), SETTINGS.glueDatabase, `SELECT * FROM ${view}`);
  const expectTruth = async (): Promise<void> => {
    const lake = await openLake(folder, { keywords: keywordColumns(keywords) });
    try {
      for (const view of VIEWS) {
        const answer = await shown(view);
        expectSame(`${view}`, answer, await fromDuckdb(lake, `SELECT * FROM ${view}`));
        if (WATCHED.includes(view)) lastShown.set(view, answer);
      }
    } finally {
      lake.close();
    }
  };
  const expectLastRun = async (): Promise<void> => {
    for (const [view, answer] of lastShown) expectSame(view, await shown(view), answer);
  };
  const execute = (onStatement?: (sql: string, count: number) => Promise<void>, rebuild = false) =>
    machine.execute(
      { keywords: keywordColumns(keywords), now: new Date(time), input: { rebuild } },
      onStatement,
    );

  beforeAll(async () => {
    deployed = await deploy(clients, { ...SETTINGS, keywords });
    machine = testMachine(deployed, ask);
    const lake = liveLake(clients, deployed);
    const both: LiveLake = {
      ...lake,
      write: async (file) => {
        // as a store does: otherwise the folder would not look changed
        rmSync(join(folder, lakeKeyOf(file)), { force: true });
        addToLake(folder, file);
        return lake.write(file);
      },
    };
    changes = randomChanges(both, random);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has views that show the lake before the first run, which has to be a rebuild', {
    timeout: 60 * MINUTES,
  }, async () => {
    await changes.happen(new Date(time));
    await expectTruth();
    await expect(execute()).rejects.toMatchObject({ error: 'RebuildNeeded' });
    await execute(undefined, true);
    await expectTruth();
  });

  it.each(Array.from({ length: ROUNDS }, (_, index) => index + 1))(
    'shows what the CSV files say after round %i',
    { timeout: 60 * MINUTES },
    async (round) => {
      if (round === DEPLOYED_AGAIN) {
        const before = { ...SETTINGS, keywords };
        keywords = 'GAIN:double';
        await deployAgain(clients, before, { ...SETTINGS, keywords });
        // before the next run, the new column comes from the cards
        await expectTruth();
      }
      time += Math.ceil(random() * 9) * HOUR;
      const states = await changes.happen(new Date(time - 5 * MINUTES));
      const waiting = (await ask('SELECT waiting FROM freshness')).rows[0]?.[0];
      expect(waiting).toBeGreaterThanOrEqual(new Set(states.map(({ file }) => lakeKeyOf(file))).size);
      const at = Math.ceil(random() * STATEMENTS);
      if (round % 4 === 2) await killed((_, count) => count === at, Math.floor(random() * 3));
      const statement = REPLACE[round / 4 - 1];
      if (statement !== undefined) await killed((sql) => sql === statement, 2);
      await execute(async (sql) => {
        // everything is replaced, and readers still see the tables of the last run
        if (/^CREATE OR REPLACE VIEW compaction /.test(sql)) await expectLastRun();
      });
      expect((await ask('SELECT waiting FROM freshness')).rows).toEqual([[0]]);
      await expectTruth();
    },
  );

  /**
   * Runs an execution that is killed.
   *
   * @param mode before (0), during (1) or after (2) the statement
   */
  async function killed(isIt: (sql: string, count: number) => boolean, mode: number): Promise<void> {
    let isDead = false;
    let hasSwitched = false;
    const kill = async (sql: string, count: number): Promise<void> => {
      if (isDead) throw new Killed();
      const isSwitch = /^CREATE OR REPLACE VIEW compaction /.test(sql);
      if (!isIt(sql, count)) {
        hasSwitched ||= isSwitch;
        return;
      }
      isDead = true;
      // a switch is not cancelled: whether it happened could not be known
      if (mode === 1 && !isSwitch)
        await cancelQuery(inject('trino'), sql, SETTINGS.glueDatabase, random() * 2000);
      if (mode === 2) {
        await ask(sql);
        hasSwitched ||= isSwitch;
      }
      throw new Killed();
    };
    await execute(kill).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
    // readers see the tables of one run: of the last one, or of this one if it came so far
    await (hasSwitched ? expectTruth() : expectLastRun());
    // otherwise the next run would not remove these cards
    expect(
      (await ask(`SELECT count(*) FROM ${CARDS.table} WHERE NOT (${isFileOf(OBJECTS.table)})`)).rows,
    ).toEqual([[0]]);
  }

  it('never runs twice at once, and takes over from an execution that died', {
    timeout: 60 * MINUTES,
  }, async () => {
    let inner = 0;
    await execute(async (_, count) => {
      if (count === 20) await execute(async () => void inner++);
    });
    expect(inner).toBe(0);
    await expect(execute(async () => Promise.reject(new Killed()))).rejects.toThrow(Killed);
    await execute(async () => void inner++);
    expect(inner).toBeGreaterThan(20);
    await expectTruth();
  });

  it('asks for a rebuild when the last run is too long ago', { timeout: 60 * MINUTES }, async () => {
    time += 81 * 24 * HOUR;
    await expect(execute()).rejects.toMatchObject({ error: 'RebuildNeeded' });
    expect(machine.statuses.at(-1)).toBe('FAILED');
    await expectTruth();
  });

  it.each([...VIEWS, 'cards'])(
    'reads one table for the view %s, although both sides are in its SQL',
    async (view) => {
      const plan = await ask(`EXPLAIN (TYPE IO, FORMAT JSON) SELECT source_key FROM ${view}`);
      const { inputTableColumnInfos } = JSON.parse(String(plan.rows[0]?.[0])) as {
        readonly inputTableColumnInfos: readonly {
          readonly table: { readonly schemaTable: { readonly table: string } };
        }[];
      };
      expect(inputTableColumnInfos.map(({ table }) => table.schemaTable.table)).toEqual([
        expect.stringMatching(/^compacted_/),
      ]);
    },
  );

  it('keeps few files and snapshots', async () => {
    for (const table of ['compacted_cards', 'compacted_objects']) {
      expect((await ask(`SELECT count(*) FROM "${table}$snapshots"`)).rows[0]?.[0]).toBeLessThan(100);
      expect((await ask(`SELECT count(*) FROM "${table}$files"`)).rows[0]?.[0]).toBeLessThan(2 * BUCKETS);
    }
  });
});
