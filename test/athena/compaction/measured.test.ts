import { describe, expect, inject, it } from 'vitest';
import { BUCKETS } from '../../../lib/sql/compaction/dialect.ts';
import { addNew, removeOld } from '../../../lib/sql/compaction/replace.ts';
import { CARDS, columnList } from '../../../lib/sql/compaction/tables.ts';
import type { ViewName } from '../../../lib/sql/view-columns.ts';
import { views } from '../../../lib/sql/views.ts';
import { askTrino, type TrinoStats } from '../trino-client.ts';
import { archiveFile } from './archive.ts';
import { compactedLake, printStats } from './compacted-lake.ts';
import type { LiveLake } from './live-lake.ts';
import { testMachine } from './machine.ts';

// How much less a question reads over the compacted tables. Times are printed and not asserted.

/** Source files; COMPACTION_FILES=20000 for the figures in the documentation. */
const FILES = Number(process.env['COMPACTION_FILES'] || 400);
/** Files of a delta, as a backfill writes them. */
const PER_DELTA = 300;
/** The most files with which layouts are compared. */
const MOST_COMPARED = 10_000;
const DATABASE = 'measured';
const DAY = 86_400_000;

const rawView = (name: ViewName): string => `(${views().find((view) => view.name === name)?.sql}) AS ${name}`;

/** Questions, with `FROM VIEW` in place of the view. */
const QUESTIONS: readonly (readonly [view: ViewName, sql: string])[] = [
  ['files', "SELECT count(*) FROM VIEW WHERE instrume = 'CAM7'"],
  ['obscore', 'SELECT count(*) FROM VIEW WHERE s_ra BETWEEN 10 AND 20 AND s_dec > 0 AND t_exptime > 30'],
  ['headers', "SELECT count(*), avg(card_number) FROM VIEW WHERE card_name = 'GAIN'"],
];

describe(`a lake of ${FILES} files`, () => {
  const ask = async (sql: string) => askTrino(inject('trino'), sql, DATABASE);

  it('is read much less with compacted tables', { timeout: 7_200_000 }, async () => {
    const { deployed, lake } = await compactedLake(DATABASE);
    const machine = testMachine(deployed, ask);
    // in two runs, because the rows of a run are in memory; a day apart, so that each is about its own changes
    let time = Date.now() - 10 * DAY;
    for (const half of [0, 1]) {
      time += DAY;
      await write(lake, half * (FILES / 2), FILES / 2, time);
      await machine.execute({ keywords: [], now: new Date(time), input: { rebuild: half === 0 } });
    }
    for (const [view, sql] of QUESTIONS) {
      const raw = await ask(sql.replace('VIEW', () => rawView(view)));
      const compacted = await ask(sql.replace('VIEW', view));
      printStats(`${sql}, CSV`, raw.stats);
      printStats(`${sql}, compacted`, compacted.stats);
      const ratio = (of: keyof TrinoStats): string => (raw.stats[of] / compacted.stats[of]).toFixed(0);
      console.log(
        `${view}: ${ratio('physicalInputBytes')} times fewer bytes, ${ratio('elapsedTimeMillis')} times faster, ${ratio('cpuTimeMillis')} times less CPU`,
      );
      // the sum of doubles depends on the order
      expect(compacted.rows.map(([count]) => count)).toEqual(raw.rows.map(([count]) => count));
      if (view !== 'headers')
        expect(raw.stats.physicalInputBytes).toBeGreaterThan(
          (FILES < 1000 ? 5 : 50) * compacted.stats.physicalInputBytes,
        );
    }
    // a writer that sorts into buckets keeps all rows in memory, which this Trino does not have for more files
    if (FILES <= MOST_COMPARED) await compareLayouts(ask, deployed.bucket);
  });
});

/** Writes files and their deltas. */
async function write(lake: LiveLake, from: number, count: number, time: number): Promise<void> {
  for (let start = from; start < from + count; start += PER_DELTA) {
    const numbers = Array.from(
      { length: Math.min(PER_DELTA, from + count - start) },
      (_, index) => start + index,
    );
    const states = [];
    for (let at = 0; at < numbers.length; at += 10)
      states.push(
        ...(await Promise.all(numbers.slice(at, at + 10).map((number) => lake.write(archiveFile(number))))),
      );
    await lake.writeDelta(states, new Date(time - DAY / 2));
  }
}

/** Prints what a question about one keyword reads, and what the last changes cost, if the cards are bucketed or sorted. */
async function compareLayouts(
  ask: (sql: string) => ReturnType<typeof askTrino>,
  bucket: string,
): Promise<void> {
  const BUCKETED = `partitioning = ARRAY['bucket(card_name, ${BUCKETS})']`;
  const SORTED = "sorted_by = ARRAY['card_name']";
  const layouts = { plain: [], bucketed: [BUCKETED], sorted: [SORTED], both: [BUCKETED, SORTED] };
  for (const [name, properties] of Object.entries(layouts)) {
    const table = `cards_${name}`;
    const columns = columnList(CARDS.columns);
    const definitions = CARDS.columns.map((column) => `"${column.name}" ${column.type}`).join(', ');
    const location = `location = 's3://${bucket}/layouts/${name}/'`;
    await ask(
      `CREATE TABLE iceberg.${DATABASE}.${table} (${definitions}) WITH (${[location, "format = 'PARQUET'", ...properties].join(', ')})`,
    );
    await ask(`INSERT INTO ${table} (${columns}) SELECT ${columns} FROM ${CARDS.table}`);
    await ask(`ALTER TABLE ${table} EXECUTE optimize`);
    printStats(
      `${name}: one keyword`,
      (
        await ask(
          `SELECT count(*), avg(try_cast(card_value AS double)) FROM ${table} WHERE card_name = 'GAIN'`,
        )
      ).stats,
    );
    printStats(
      `${name}: one file`,
      (await ask(`SELECT count(card_value) FROM ${table} WHERE source_key = '${archiveFile(7).key}'`)).stats,
    );
    for (const sql of [removeOld({ ...CARDS, table }), addNew({ ...CARDS, table })])
      printStats(`${name}: ${sql.slice(0, 6)} of the files of the last run`, (await ask(sql)).stats);
    const files = await ask(
      `SELECT content, count(*), sum(file_size_in_bytes) FROM "${table}$files" GROUP BY content`,
    );
    console.log(`${name}: files by content, count, bytes: ${JSON.stringify(files.rows)}`);
  }
}
