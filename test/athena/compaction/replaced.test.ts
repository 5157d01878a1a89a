import { describe, expect, inject, it } from 'vitest';
import { PARQUET } from '../../../lib/deployment/usage.ts';
import { addNew, removeOld } from '../../../lib/sql/compaction/replace.ts';
import { CARDS } from '../../../lib/sql/compaction/tables.ts';
import { askTrino, type TrinoStats } from '../trino-client.ts';
import { archiveFile } from './archive.ts';
import { compactedLake, printStats } from './compacted-lake.ts';
import { testMachine } from './machine.ts';

// What it costs to replace the rows of some files, in a table and in one that is twice as large.

/** Source files of the larger table; COMPACTION_FILES=20000 for the figures in the documentation. */
const FILES = Number(process.env['COMPACTION_FILES'] || 4000);
/** Files of a delta, as a backfill writes them. */
const PER_DELTA = 300;
const CHANGED = 200;
const DATABASE = 'replaced';
const DAY = 86_400_000;

/** Files that the tables do not have, the first files of the archive, or some that are spread over all of it. */
const CHANGES: Readonly<Record<string, (size: number) => number[]>> = {
  new: (size) => numbered(CHANGED).map((index) => FILES + size + index),
  'close together': () => numbered(CHANGED),
  'spread evenly': (size) => numbered(CHANGED).map((index) => Math.floor((index * size) / CHANGED)),
};

const numbered = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe(`the rows of ${CHANGED} files`, () => {
  it('are replaced at the cost of the change, and of the keys in a table', {
    timeout: 7_200_000,
  }, async () => {
    const { deployed, lake } = await compactedLake(DATABASE);
    const stats = new Map<string, TrinoStats>();
    const machine = testMachine(deployed, async (sql) => {
      const answer = await askTrino(inject('trino'), sql, DATABASE);
      const [statement] = /^(?:DELETE FROM|MERGE INTO) compacted_\w+/.exec(sql) ?? [];
      if (statement !== undefined) stats.set(statement, answer.stats);
      return answer;
    });
    let time = Date.now() - 20 * DAY;
    let version = 0;
    const changed = async (numbers: readonly number[]): Promise<ReadonlyMap<string, TrinoStats>> => {
      time += DAY;
      version++;
      for (let at = 0; at < numbers.length; at += PER_DELTA)
        await lake.writeDelta(
          numbers.slice(at, at + PER_DELTA).map((number) => lake.next(archiveFile(number, version))),
          new Date(time - DAY / 2),
        );
      stats.clear();
      await machine.execute({ keywords: [], now: new Date(time), input: { rebuild: version === 1 } });
      return new Map(stats);
    };

    const read = new Map<string, number[]>();
    for (const half of [0, 1]) {
      await changed(numbered(FILES / 2).map((index) => half * (FILES / 2) + index));
      const size = (half + 1) * (FILES / 2);
      for (const [where, numbers] of Object.entries(CHANGES))
        for (const [statement, stat] of await changed(numbers(size))) {
          printStats(`${size} files, ${CHANGED} changed, ${where}: ${statement}`, stat);
          const what = `${statement}, ${where}`;
          read.set(what, [...(read.get(what) ?? []), stat.physicalInputBytes]);
        }
    }
    expect(read.size).toBe(Object.keys(CHANGES).length * 2 * 6);
    for (const [what, [small = 0, large = 0]] of read) {
      // a DELETE reads the keys of all files, but none of cards if all changed files are new
      const keys = what.includes(CARDS.table) ? PARQUET.fileKeyOfCards : PARQUET.fileKey;
      const grown = (large - small) / (FILES / 2);
      console.log(`${what}: ${small} and ${large} bytes read: ${grown.toFixed(1)} more for each file`);
      if (what.startsWith('MERGE') || what === `DELETE FROM ${CARDS.table}, new`)
        expect(large, what).toBeLessThan(1.1 * small + 1000);
      else expect(grown, what).toBeLessThan(1.25 * keys + 10);
    }
  });

  it('are refused if others add them at the same time', { timeout: 3_600_000 }, async () => {
    const ask = (sql: string) => askTrino(inject('trino'), sql, DATABASE);
    const rows = async () => (await ask(`SELECT count(*) FROM ${CARDS.table}`)).rows[0]?.[0];
    const before = await rows();
    // two statements that happen to follow each other would both be accepted
    for (let tries = 0, refused = 0; refused === 0; tries++) {
      expect(tries).toBeLessThan(10);
      await ask(removeOld(CARDS));
      const both = await Promise.allSettled([ask(addNew(CARDS)), ask(addNew(CARDS))]);
      refused = both.filter(({ status }) => status === 'rejected').length;
    }
    expect(await rows()).toBe(before);
  });
});
