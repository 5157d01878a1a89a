import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ATHENA } from '../../../lib/sql/compaction/dialect.ts';
import { runStatements, withSlots } from '../../../lib/sql/compaction/run.ts';
import { CARDS, isFileOf, OBJECTS } from '../../../lib/sql/compaction/tables.ts';
import { effort } from '../../helpers/effort.ts';
import { type SmallDelta, stagingInDuckdb, writeDeltas } from '../../helpers/staging-in-duckdb.ts';

const { unstage, stage, stageGone, stageObjects, replace } = runStatements({
  keywords: [],
  dialect: ATHENA,
  location: '',
});

/** The statements of a run that need no pivoted tables, in their order. */
const STATEMENTS = [
  ...unstage.filter((sql) => /staged_(?:rows|objects)$/.test(sql)),
  withSlots(stage, { first_day: '', since: '' }),
  ...[stageGone, stageObjects],
  ...Object.values(replace),
];

it('files have the cards of their newest state after a run, wherever the runs before it were killed', async () => {
  const run = fc.record({
    changes: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 3 }), { maxKeys: 2 }),
    executed: fc.integer({ min: 0, max: STATEMENTS.length }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 6 }), async (runs) => {
      const { connection, close } = await stagingInDuckdb();
      const texts = async (sql: string): Promise<string[]> =>
        (await connection.runAndReadAll(sql)).getRows().map((row) => row.join(' '));
      const newest = new Map<string, SmallDelta>();
      for (const [generation, { changes, executed }] of [...runs, { changes: {}, executed: 99 }].entries()) {
        const deltas = Object.entries(changes).map(([key, rows]) => {
          return { key, generation, path: `${key}-${generation}`, hour: generation, rows };
        });
        await writeDeltas(connection, deltas);
        for (const delta of deltas) newest.set(delta.key, delta);
        for (const sql of STATEMENTS.slice(0, executed)) await connection.run(sql);
        expect(
          await texts(`SELECT source_key FROM ${CARDS.table} WHERE NOT (${isFileOf(OBJECTS.table)})`),
        ).toEqual([]);
      }
      const present = [...newest.values()].filter(({ rows }) => rows > 0);
      expect(await texts(`SELECT source_key, lake_key FROM ${OBJECTS.table} ORDER BY ALL`)).toEqual(
        present.map(({ key, path }) => `${key} ${path}`).sort(),
      );
      expect(await texts(`SELECT source_key, count(*) FROM ${CARDS.table} GROUP BY 1 ORDER BY 1`)).toEqual(
        present.map(({ key, rows }) => `${key} ${rows}`).sort(),
      );
      close();
    }),
    { numRuns: effort(40) },
  );
});
