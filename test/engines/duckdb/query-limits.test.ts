import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { temporaryFolder } from '../../../lib/stores/temporary-folder.ts';
import { lakeOf, rowsOf } from '../../helpers/ask.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

let temporary: string;
let folder: string;
let empty: string;
beforeEach(() => {
  folder = lakeOf(...EXAMPLE);
  empty = tempFolder();
  mkdirSync(`${empty}/headers`);
  temporary = tempFolder();
  vi.stubEnv('TMPDIR', temporary);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const MB = 1_000_000;
const SORTED =
  "SELECT sum(hash(a) % 2) FROM (SELECT range AS a, range || repeat('x', 90) FROM range(3000000) ORDER BY 2)";

describe('a query', () => {
  it('is refused if it needs more memory than it may use', async () => {
    const lake = await openLake(folder, { limits: { memory: 100 * MB } });
    await expect(rowsOf(lake, 'SELECT list(range) FROM range(100000000)')).rejects.toMatchObject({
      reason: { kind: 'limit', limit: 'memory' },
      hint: { kind: 'raise-limit', limit: 'memory' },
    });
    expect(await rowsOf(lake, 'SELECT 1')).toEqual([[1]]);
    lake.close();
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('is refused if it needs more temporary space than it may use', async () => {
    const limits = { memory: 100 * MB, tempSpace: 20 * MB };
    const lake = await openLake(folder, { limits });
    await expect(rowsOf(lake, SORTED)).rejects.toMatchObject({
      reason: { kind: 'limit', limit: 'temp-space' },
      hint: { kind: 'raise-limit', limit: 'temp-space' },
    });
    lake.close();
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('writes temporary files when memory runs out, into a folder that only its user can enter', async () => {
    const lake = await openLake(folder, { limits: { memory: 100 * MB } });
    const [spill = ''] = readdirSync(temporary);
    expect(spill).toMatch(new RegExp(`^fits-datalake-spill-[0-9a-f]{8}-${process.pid}-[A-Za-z0-9]{6}$`));
    expect(statSync(`${temporary}/${spill}`).mode & 0o777).toBe(0o700);
    const { pieces } = await lake.ask(
      "SELECT range || repeat('x', 90) AS a FROM range(3000000) ORDER BY hash(range)",
    );
    await pieces[Symbol.asyncIterator]().next();
    expect(readdirSync(`${temporary}/${spill}`).length).toBeGreaterThan(0);
    lake.close();
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('cannot see or change its limits', async () => {
    const lake = await openLake(folder, { limits: { memory: 100 * MB } });
    for (const sql of ["SET memory_limit = '1TB'", "SELECT current_setting('memory_limit')"])
      await expect(rowsOf(lake, sql), sql).rejects.toThrow();
    lake.close();
  });

  it('leaves no temporary folder if the lake is empty', async () => {
    await expect(openLake(empty)).rejects.toMatchObject({ name: 'NoLake', state: 'empty' });
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe('temporary folders', () => {
  /** The name that the folder of another process would have. */
  const nameFor = (pid: number, what = 'spill'): string => {
    const { path, remove } = temporaryFolder(what);
    remove();
    return basename(path).replace(`-${process.pid}-`, `-${pid}-`);
  };

  it('of killed processes are removed by the next process, and nothing else is', () => {
    expect(tmpdir()).toBe(temporary);
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const elsewhere = mkdtempSync(`${temporary}/elsewhere-`);
    writeFileSync(`${elsewhere}/kept`, '');
    const leftover = nameFor(dead);
    mkdirSync(`${temporary}/${leftover}`);
    writeFileSync(`${temporary}/${leftover}/duckdb_temp_storage_S64K-0.tmp`, 'x');
    symlinkSync(elsewhere, `${temporary}/${leftover}/link`);
    const kept = [
      nameFor(process.ppid),
      nameFor(dead, 'other'),
      nameFor(dead).replace(/[0-9a-f]{8}/, '00000000'),
      `${nameFor(dead)}-more`,
      `x${nameFor(dead)}`,
    ];
    for (const name of kept) mkdirSync(`${temporary}/${name}`);
    const link = nameFor(dead);
    symlinkSync(elsewhere, `${temporary}/${link}`);
    const file = nameFor(dead);
    writeFileSync(`${temporary}/${file}`, '');

    temporaryFolder('spill').remove();

    const left = [...kept, link, file, basename(elsewhere)].sort();
    expect(readdirSync(temporary).sort()).toEqual(left);
    expect(existsSync(`${elsewhere}/kept`)).toBe(true);
  });
});
