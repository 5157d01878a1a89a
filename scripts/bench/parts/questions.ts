import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CARDS } from '../archive.ts';
import { makeLake } from '../lake.ts';
import { fitsDatalake, inTurn } from '../measure.ts';
import { askParquet, exportParquet } from '../parquet.ts';
import { count, madeOnce, type Part, say } from '../part.ts';
import { everydayQuestions, type Question, smallQuestions, targetsCsv } from '../questions.ts';

/** Ten questions of a large lake, next to DuckDB over Parquet files. */
export const QUESTIONS: Part = {
  files: 1_000_000,
  about:
    `makes the lake objects and the cache of an archive with ${CARDS} cards per file, as an ingest does, and its views as ` +
    'Parquet files; then asks ten questions of the lake, and of the Parquet files with nothing but DuckDB',
  run: async function* ({ files, runs, work }) {
    const lake = await lakeOf(files, work);
    const parquet = join(work, `parquet-${files}`);
    exportParquet(lake, parquet);
    const targets = join(work, 'targets.csv');
    writeFileSync(targets, targetsCsv());
    for (const question of everydayQuestions(files)) {
      const table = question.usesTargets ? ['--with', targets] : [];
      const { own, bare } = inTurn(runs, {
        own: () => fitsDatalake('query', '--lake', lake, ...table, question.sql),
        bare: () => askParquet(parquet, question.usesTargets ? targets : '', question.sql),
      });
      const ratio = { ratio: own.cpu / bare.cpu, to: 'DuckDB over Parquet' };
      yield { what: question.what, ...own, ...ratio, most: { wall: 1 } };
    }
  },
};

/** Counts and filters over a small lake, next to a question that reads nothing. */
export const SMALL_LAKE: Part = {
  files: 20_000,
  about: 'makes a smaller lake, and asks for counts and filters over files and hdus, and for nothing',
  run: async function* ({ files, runs, work }) {
    const lake = await lakeOf(files, work);
    const nothing: Question = { what: 'nothing: `SELECT 1`', sql: 'SELECT 1' };
    const questions = [nothing, ...smallQuestions(files)];
    const ask = ({ sql }: Question) => fitsDatalake('query', '--lake', lake, sql);
    const costs = inTurn(runs, Object.fromEntries(questions.map((one) => [one.what, () => ask(one)])));
    const base = costs[nothing.what]!.cpu;
    for (const { what } of questions) {
      const row = { what, ...costs[what]! };
      if (what === nothing.what) yield row;
      else yield { ...row, ratio: row.cpu / base, to: '`SELECT 1`', most: { ratio: 1.5 } };
    }
  },
};

/** A lake of the made archive in the folder for work, with a cache that is up to date. */
export async function lakeOf(files: number, work: string): Promise<string> {
  const lake = join(work, `lake-${files}`);
  await madeOnce(lake, (elapsed) =>
    makeLake(lake, files, (done) => {
      if (done % 100_000 === 0) say(`${count(done)} files after ${elapsed()}`);
    }),
  );
  // the cache of an earlier run may be from another release
  const { wall } = fitsDatalake('query', '--lake', lake, 'SELECT 1');
  if (wall > 5) say(`brought its cache up to date in ${wall.toFixed(0)} s`);
  return lake;
}
