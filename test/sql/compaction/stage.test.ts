import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DELTA_COLUMNS } from '../../../lib/lake/changes/delta.ts';
import { withSlots } from '../../../lib/sql/compaction/run.ts';
import { STAGE_GONE, STAGE_ROWS, STAGED } from '../../../lib/sql/compaction/stage.ts';
import { columnList, STAGED_COLUMNS } from '../../../lib/sql/compaction/tables.ts';
import { literal } from '../../../lib/sql/text.ts';
import { effort } from '../../helpers/effort.ts';

const CHANGE_COLUMNS = DELTA_COLUMNS.map(({ name }) => name);

/** The rows of one lake object in one delta. */
interface Delta {
  readonly key: string;
  readonly generation: number;
  readonly path: string;
  /** Hours since the first of November. */
  readonly hour: number;
  readonly rows: number;
}

const time = (hour: number): string =>
  new Date(Date.UTC(2026, 10, 1) + hour * 3_600_000).toISOString().replace('Z', '000Z');

describe('the staged rows', () => {
  let instance: DuckDBInstance;
  let connection: Awaited<ReturnType<DuckDBInstance['connect']>>;
  beforeAll(async () => {
    instance = await DuckDBInstance.create(':memory:');
    connection = await instance.connect();
    await connection.run(
      `CREATE TABLE changes (${[...CHANGE_COLUMNS, 'day', '$path'].map((name) => `"${name}" VARCHAR`).join(', ')})`,
    );
    await connection.run(
      `CREATE TABLE ${STAGED} (gone BOOLEAN, ${STAGED_COLUMNS.map(({ name, type }) => `"${name}" ${type}`).join(', ')})`,
    );
  });
  afterAll(() => {
    connection.closeSync();
    instance.closeSync();
  });

  /** Stages deltas, and returns `key generation path gone` of each staged row. */
  async function staged(deltas: readonly Delta[], firstDay: string, since: string): Promise<string[]> {
    await connection.run(`DELETE FROM changes; DELETE FROM ${STAGED}`);
    const values = deltas.flatMap(({ key, generation, path, hour, rows }) =>
      Array.from({ length: rows }, (_, row) => {
        const texts: Record<string, string> = {
          ...{ source_bucket: 'b', source_key: key, card_name: `K${row}`, lake_key: path },
          ...{
            generation: String(generation),
            written: time(hour),
            day: time(hour).slice(0, 10),
            $path: path,
          },
        };
        return `(${[...CHANGE_COLUMNS, 'day', '$path'].map((name) => literal(texts[name] ?? '')).join(', ')})`;
      }),
    );
    if (values.length > 0) await connection.run(`INSERT INTO changes VALUES ${values.join(', ')}`);
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

  it('are those of the newest generation of each file, if it was written in the window, and one that is gone', async () => {
    const delta = fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      // generation 10 comes after 9, though not as text
      generation: fc.integer({ min: 7, max: 12 }),
      path: fc.stringMatching(/^[a-z0-9]{1,4}$/),
      hour: fc.integer({ min: 0, max: 100 }),
      rows: fc.integer({ min: 1, max: 3 }),
    });
    const deltas = fc.uniqueArray(delta, { maxLength: 12, selector: ({ key, path }) => `${key} ${path}` });
    await fc.assert(
      fc.asyncProperty(deltas, fc.integer({ min: 0, max: 100 }), async (all, from) => {
        const [firstDay, since] = [time(from - 24).slice(0, 10), time(from)];
        const expected = ['a', 'b', 'c'].flatMap((key) => {
          const [newest] = all
            .filter((one) => one.key === key && time(one.hour).slice(0, 10) >= firstDay)
            .sort((a, b) => b.generation - a.generation || (a.path < b.path ? 1 : -1));
          if (newest === undefined || time(newest.hour) < since) return [];
          const row = `${key} ${newest.generation} ${newest.path}`;
          return [`${key} null null true`, ...Array.from({ length: newest.rows }, () => `${row} false`)];
        });
        expect(await staged(all, firstDay, since)).toEqual(expected.sort());
      }),
      { numRuns: effort(60) },
    );
  });

  it('are only one that is gone if the lake object was deleted', async () => {
    await staged([{ key: 'a', generation: 4, path: 'p', hour: 10, rows: 1 }], '', '');
    await connection.run("UPDATE changes SET card_type = 'tombstone', card_name = 'absent'");
    await connection.run(`DELETE FROM ${STAGED}`);
    await connection.run(withSlots(STAGE_ROWS, { first_day: '', since: '' }));
    await connection.run(STAGE_GONE);
    expect((await connection.runAndReadAll(`SELECT gone FROM ${STAGED}`)).getRows()).toEqual([[true]]);
  });

  it('do not bring an older generation back whose delta is late', async () => {
    const deltas = [
      { key: 'a', generation: 4, path: 'p', hour: 10, rows: 1 },
      { key: 'a', generation: 3, path: 'q', hour: 12, rows: 1 },
    ];
    expect(await staged(deltas, time(0).slice(0, 10), time(11))).toEqual([]);
  });
});
