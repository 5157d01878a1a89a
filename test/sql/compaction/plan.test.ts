import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { PLAN_COLUMNS, planSql } from '../../../lib/sql/compaction/plan.ts';
import { INITIAL_STATE } from '../../../lib/sql/compaction/state.ts';

const NOW = "TIMESTAMP '2026-11-29 12:30:00.000000'";

const state = (started: string, layout = 'abc'): string =>
  `SELECT 'b' AS side, '${layout}' AS layout, TIMESTAMP '${started}' AS started, TIMESTAMP '${started}' AS finished`;

/** The plan after a state, and the state that `forget` leaves. */
async function planned(stateSql: string) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const first = async (sql: string) => (await connection.runAndReadAll(sql)).getRows()[0] ?? [];
  try {
    await connection.run(`CREATE VIEW compaction AS ${stateSql}`);
    const plan = Object.fromEntries(
      (await first(planSql('abc', NOW))).map((value, index) => [PLAN_COLUMNS[index], value]),
    );
    await connection.run(String(plan['forget']));
    return { plan, forgotten: await first('SELECT * FROM compaction') };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

describe('the plan of a run', () => {
  it('is a rebuild before the first run', async () => {
    const { plan, forgotten } = await planned(INITIAL_STATE);
    expect(plan).toMatchObject({
      ...{ same_layout: 'no', former_layout: 'none', needs_rebuild: 'yes' },
      ...{ rebuild_day: '2026-09-10', first_day: '-', since: '-' },
    });
    expect(forgotten).toEqual(['a', 'none', null, null]);
  });

  it('compares deltas from a day before those that count', async () => {
    const { plan, forgotten } = await planned(state('2026-11-29 00:30:00'));
    expect(plan).toMatchObject({
      ...{ same_layout: 'yes', former_layout: 'abc', needs_rebuild: 'no' },
      ...{ first_day: '2026-11-27', since: expect.stringMatching(/^2026-11-28T23:30:00/) },
      started: expect.stringMatching(/^2026-11-29 12:30:00/),
    });
    // a rebuild that is killed after this can only be followed by a rebuild
    expect(forgotten).toEqual(['b', 'abc', null, null]);
  });

  it.each([
    ['2026-09-10 12:31:00', 'no'],
    ['2026-09-10 12:29:00', 'yes'],
  ])('after a run at %s, is a rebuild: %s', async (started, needed) => {
    expect((await planned(state(started))).plan['needs_rebuild']).toBe(needed);
  });

  it('fills the pivoted tables if those of the last run had another layout', async () => {
    const { plan } = await planned(state('2026-11-29 00:30:00', 'other'));
    expect(plan).toMatchObject({ same_layout: 'no', former_layout: 'other' });
  });
});
