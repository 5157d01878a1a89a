// npm run bench [-- [PART...] [--files N] [--runs N] [--work FOLDER] [--write]]
//
// Measures whole commands and prints what they cost; docs/reference/performance.md explains the parts. Without arguments it
// runs all of them, and writes the table of that page; with --write, the results of some parts take the place of their
// earlier ones. --files makes a part smaller or larger. --work keeps what was made in a folder, to be used again.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../lib/stores/file-problem.ts';
import { count, type Part } from './bench/part.ts';
import { BACKFILL } from './bench/parts/backfill.ts';
import { GROWTH } from './bench/parts/growth.ts';
import { HEADERS } from './bench/parts/headers.ts';
import { LAMBDA } from './bench/parts/lambda.ts';
import { QUESTIONS, SMALL_LAKE } from './bench/parts/questions.ts';
import { S3 } from './bench/parts/s3.ts';
import { SERVE } from './bench/parts/serve.ts';
import { SKY } from './bench/parts/sky.ts';
import { START } from './bench/parts/start.ts';
import { machine, type Result, type Row } from './bench/result.ts';
import { cells, writeResults } from './bench/table.ts';
import { refreshed } from './docs/generated.ts';

const PAGE = 'docs/reference/performance.md';
const PARTS: Readonly<Record<string, Part>> = {
  questions: QUESTIONS,
  small: SMALL_LAKE,
  start: START,
  sky: SKY,
  serve: SERVE,
  headers: HEADERS,
  growth: GROWTH,
  s3: S3,
  lambda: LAMBDA,
  backfill: BACKFILL,
};

/** Ends the process with exit code 2. */
function refuse(why: string): never {
  console.error(`bench: ${why}`);
  console.error('npm run bench -- [PART...] [--files N] [--runs N] [--work FOLDER] [--write]');
  console.error(`parts: ${Object.keys(PARTS).join(', ')}`);
  process.exit(2);
}

function givenOptions() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        files: { type: 'string' },
        runs: { type: 'string', default: '5' },
        work: { type: 'string' },
        write: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return refuse(messageOf(error));
  }
}

/** The value of an option, as a number that is at least 1. */
function positive(option: 'files' | 'runs', text: string): number {
  const number = Number(text);
  return Number.isInteger(number) && number >= 1
    ? number
    : refuse(`--${option} ${text}: not a number from 1 on`);
}

async function runPart(name: string, part: Part, work: string): Promise<Result> {
  const { files = part.files } = given;
  console.log(`\n${name}, ${count(files)} files: ${part.about}.`);
  const rows: Row[] = [];
  for await (const row of part.run({ files, runs: given.runs, work })) {
    rows.push(row);
    console.log(`  ${cells(row).filter(Boolean).join('   ')}`);
  }
  return { files, date: new Date().toISOString().slice(0, 10), machine: machine(), rows };
}

const { values, positionals } = givenOptions();
const given = {
  runs: positive('runs', values.runs),
  ...(values.files !== undefined && { files: positive('files', values.files) }),
};
const parts = (positionals.length > 0 ? positionals : Object.keys(PARTS)).map(
  (name) => [name, PARTS[name] ?? refuse(`there is no part ${name}`)] as const,
);
const work = values.work === undefined ? mkdtempSync(join(tmpdir(), 'fits-bench-')) : resolve(values.work);
mkdirSync(work, { recursive: true });
// the caches of the lakes are kept and deleted together with them
process.env['FITS_CACHE'] = join(work, 'caches');
const isWritten = values.write || process.argv.length === 2;
try {
  console.log(machine());
  const [load = 0] = loadavg();
  if (load > cpus().length / 2)
    console.log(`the machine is busy (load ${load.toFixed(1)}): wall times mean little`);
  for (const [name, part] of parts) {
    const result = await runPart(name, part, work);
    if (isWritten) writeResults({ [name]: result }, Object.keys(PARTS));
  }
} finally {
  if (values.work === undefined) rmSync(work, { recursive: true, force: true });
}
if (isWritten) {
  writeFileSync(PAGE, await refreshed(readFileSync(PAGE, 'utf8')));
  console.log(`\nwrote the table of ${PAGE}`);
}
