import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lake, openLake } from '../../lib/engines/duckdb/open-lake.ts';
import { CARDS, nightsOf } from '../../scripts/bench/archive.ts';
import { compileCfitsio } from '../../scripts/bench/cfitsio.ts';
import { makeLake } from '../../scripts/bench/lake.ts';
import { bundleInto, LAMBDA } from '../../scripts/bench/parts/lambda.ts';
import { S3 } from '../../scripts/bench/parts/s3.ts';
import { SERVE } from '../../scripts/bench/parts/serve.ts';
import { SKY } from '../../scripts/bench/parts/sky.ts';
import { everydayQuestions, smallQuestions, targetsCsv } from '../../scripts/bench/questions.ts';
import { makeSet } from '../../scripts/bench/set.ts';
import { cells, resultsTable } from '../../scripts/bench/table.ts';
import { rowsOf } from '../helpers/ask.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

const FILES = 200;

describe('the lake of the benchmark', () => {
  let folder: string;
  let lake: Lake;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fits-datalake-bench-'));
    await makeLake(join(folder, 'lake'), FILES);
    const file = join(folder, 'targets.csv');
    writeFileSync(file, targetsCsv());
    lake = await openLake(join(folder, 'lake'), { tables: [{ name: 'targets', file }] });
  });
  afterAll(() => {
    lake?.close();
    rmSync(folder, { recursive: true });
  });

  it('has as many files as it was asked for, with 75 cards each, one of them faulty', async () => {
    expect(lake.objects).toBe(FILES);
    expect(lake.damaged).toEqual([]);
    expect(await rowsOf(lake, 'SELECT card_count, count(*) FROM files GROUP BY card_count')).toEqual([
      [CARDS, BigInt(FILES)],
    ]);
    expect(await rowsOf(lake, 'SELECT code FROM faults')).toEqual([['truncated-data']]);
  });
  it('has instruments, nights, targets and positions, derived from the cards', async () => {
    const [row] = await rowsOf(
      lake,
      `SELECT count(DISTINCT instrument_name), count(DISTINCT night), count(DISTINCT filter),
        count(CASE WHEN image_type = 'object' THEN 1 END), count(s_region), count(t_min) FROM obscore`,
    );
    const [instruments, nights, filters, exposures, footprints, times] = (row ?? []).map(Number);
    expect([instruments, nights, times]).toEqual([6, nightsOf(FILES), FILES]);
    expect(filters).toBeGreaterThan(8);
    expect(footprints).toBe(exposures);
    expect(exposures).toBeGreaterThan(FILES / 2);
  });
  it.each([...everydayQuestions(FILES), ...smallQuestions(FILES)])('answers $what', async ({ sql }) => {
    expect((await rowsOf(lake, sql)).length).toBeGreaterThan(0);
  });
});

it('bundles the header extractor in less than 1 MB zipped', async () => {
  const { zipped } = await bundleInto(join(tempFolder(), 'index.js'));
  expect(zipped).toBeGreaterThan(50);
  expect(zipped).toBeLessThan(1000);
});

it('the bundle syncs batches, and the command line ingests, from a server that answers as S3 does', async () => {
  const options = { files: 3, runs: 1, work: tempFolder() };
  for (const part of [LAMBDA, S3])
    for await (const row of part.run(options)) expect(row.cpu).toBeGreaterThan(0);
});

it('finds the same HDUs in a cone by the view and by header cards', async () => {
  const rows = [];
  for await (const row of SKY.run({ files: 800, runs: 1, work: tempFolder() })) rows.push(row);
  expect(rows[0]?.what).toMatch(/^[1-9]\d* of 40,000 HDUs/);
  expect(rows[1]?.ratio).toBeGreaterThan(0);
});

it('serves all HDUs, and measures the memory of the server', async () => {
  const rows = [];
  for await (const row of SERVE.run({ files: 20, runs: 1, work: tempFolder() })) rows.push(row);
  expect(rows.map(({ what }) => what)).toContain('columns of 1,000 HDUs, the first time');
  // the time until the first picture is that of several processes
  for (const { what, memory } of rows)
    if (!what.startsWith('first picture')) expect(memory, what).toBeGreaterThan(10);
});

it('reads every card with C cfitsio, or says what is missing', () => {
  const work = tempFolder();
  const cfitsio = compileCfitsio(work);
  if (cfitsio === undefined) return;
  expect(cfitsio.version).toMatch(/^\d+\.\d+\.\d+$/);
  const files = makeSet(join(work, 'set'), 2, 'distinct');
  const { stdout } = spawnSync(cfitsio.program, files, { encoding: 'utf8' });
  expect(stdout.trim().split('\n').length).toBe(2 * 5 * 150);
});

describe('the table', () => {
  it('says whether each limit is kept', () => {
    const row = { what: 'a question', wall: 1.5, cpu: 0.0042, memory: 99.7, most: { wall: 1, memory: 300 } };
    expect(cells(row).slice(0, 4)).toEqual(['a question', '1.50 s', '4.20 ms', '100 MB']);
    expect(cells(row).at(-1)).toMatch(/wall.*missed.*300 MB.*kept/);
  });
  it('has a row for each result, with the machine below it', () => {
    const rows = [{ what: 'one', cpu: 1 }];
    const text = resultsTable({ a: { files: 2000, date: '2026-11-29', machine: 'a machine', rows } });
    expect(text).toMatch(/^\| `a`, 2,000 files \| one \|/m);
    expect(text).toMatch(/2026-11-29.*a machine/);
  });
});
