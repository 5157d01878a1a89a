import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withSlots } from '../../../lib/sql/compaction/run.ts';
import { STAGE_GONE, STAGE_ROWS, STAGED } from '../../../lib/sql/compaction/stage.ts';
import { columnList, OBJECTS, STAGED_COLUMNS } from '../../../lib/sql/compaction/tables.ts';
import { effort } from '../../helpers/effort.ts';
import { deltaTime, type SmallDelta, stagingInDuckdb, writeDeltas } from '../../helpers/staging-in-duckdb.ts';

describe('the staged rows', () => {
  let database: Awaited<ReturnType<typeof stagingInDuckdb>>;
  beforeAll(async () => {
    database = await stagingInDuckdb();
  });
  afterAll(() => database.close());

  /**
   * Stages deltas, and returns `key generation path gone` of each staged row.
   *
   * @param known the files that the tables have
   */
  async function staged(
    deltas: readonly SmallDelta[],
    known: readonly string[],
    firstDay: string,
    since: string,
  ): Promise<string[]> {
    const { connection } = database;
    for (const table of ['changes', STAGED, OBJECTS.table]) await connection.run(`DELETE FROM ${table}`);
    await writeDeltas(connection, deltas);
    for (const key of known)
      await connection.run(`INSERT INTO ${OBJECTS.table} (source_bucket, source_key) VALUES ('b', '${key}')`);
    await connection.run(withSlots(STAGE_ROWS, { first_day: firstDay, since }));
    await connection.run(STAGE_GONE);
    const answer = await connection.runAndReadAll(
      `SELECT gone, ${columnList(STAGED_COLUMNS)} FROM ${STAGED}`,
    );
    return answer
      .getRowObjects()
      .map(({ gone, source_key, generation, lake_key }) => `${source_key} ${generation} ${lake_key} ${gone}`)
      .sort();
  }

  it('are those of the newest generation of each file, if it was written in the window, and one that is gone if the tables have the file', async () => {
    const delta = fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      // generation 10 comes after 9, though not as text
      generation: fc.integer({ min: 7, max: 12 }),
      path: fc.stringMatching(/^[a-z0-9]{1,4}$/),
      hour: fc.integer({ min: 0, max: 100 }),
      rows: fc.integer({ min: 1, max: 3 }),
    });
    const deltas = fc.uniqueArray(delta, { maxLength: 12, selector: ({ key, path }) => `${key} ${path}` });
    const files = fc.subarray(['a', 'b', 'c']);
    await fc.assert(
      fc.asyncProperty(deltas, files, fc.integer({ min: 0, max: 100 }), async (all, known, from) => {
        const [firstDay, since] = [deltaTime(from - 24).slice(0, 10), deltaTime(from)];
        const expected = ['a', 'b', 'c'].flatMap((key) => {
          const [newest] = all
            .filter((one) => one.key === key && deltaTime(one.hour).slice(0, 10) >= firstDay)
            .sort((a, b) => b.generation - a.generation || (a.path < b.path ? 1 : -1));
          if (newest === undefined || deltaTime(newest.hour) < since) return [];
          const row = `${key} ${newest.generation} ${newest.path}`;
          const gone = known.includes(key) ? [`${key} null null true`] : [];
          return [...gone, ...Array.from({ length: newest.rows }, () => `${row} false`)];
        });
        expect(await staged(all, known, firstDay, since)).toEqual(expected.sort());
      }),
      { numRuns: effort(60) },
    );
  });

  it('are only one that is gone if the lake object was deleted', async () => {
    const deleted = { key: 'a', generation: 4, path: 'p', hour: 10, rows: 0 };
    expect(await staged([deleted], ['a'], '', '')).toEqual(['a 4 p true']);
  });

  it('do not bring an older generation back whose delta is late', async () => {
    const deltas = [
      { key: 'a', generation: 4, path: 'p', hour: 10, rows: 1 },
      { key: 'a', generation: 3, path: 'q', hour: 12, rows: 1 },
    ];
    expect(await staged(deltas, [], deltaTime(0).slice(0, 10), deltaTime(11))).toEqual([]);
  });
});
