import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../../lib/cli/errors.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { run as startHelper } from '../../helpers/hold.ts';
import { runCliBeside } from '../../helpers/run-cli-beside.ts';
import { runMain } from '../../helpers/run-main.ts';
import { addToLake } from '../../helpers/small-lake.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

// Exports while other programs use the same files.

let folder: string;
beforeEach(() => {
  folder = tempFolder();
  addToLake(`${folder}/lake`, ...EXAMPLE);
});
const to = (format: string, name: string): string[] => [
  ...['export', '--lake', `${folder}/lake`],
  ...['--format', format, `${folder}/${name}`],
];
const partials = (of: string): string[] => readdirSync(of).filter((name) => name.includes('.partial-'));

describe('two exports at once', () => {
  it.each([
    ['parquet', 'out'],
    ['duckdb', 'out.duckdb'],
  ])('leave a whole one: %s', async (format, name) => {
    const runs = [1, 2].map(() => runCliBeside(to(format, name)));
    for (const { status, stderr } of await Promise.all(runs)) expect(status, stderr).toBe(EXIT.done);
    expect((await runMain(to(format, name))).stdout).toContain('is up to date');
    expect(partials(format === 'parquet' ? `${folder}/${name}` : folder)).toEqual([]);
  });

  it('do not remove the temporary files of each other', async () => {
    await runMain(to('parquet', 'out'));
    const theirs = `${folder}/out/files.parquet.partial-${process.ppid}`;
    writeFileSync(theirs, 'half');
    await runMain(to('parquet', 'out'));
    expect(readFileSync(theirs, 'utf8')).toBe('half');
  });
});

describe('a DuckDB file that another program has open', () => {
  it('is not replaced, and the program is named', async () => {
    await runMain(to('duckdb', 'out.duckdb'));
    const holder = startHelper('hold-database', `${folder}/out.duckdb`);
    if (holder.stdout !== null) await once(holder.stdout, 'data');
    const { status, stderr } = await runMain(to('duckdb', 'out.duckdb'));
    expect(status).toBe(EXIT.failed);
    expect(stderr).toContain(`${folder}/out.duckdb: `);
    expect(stderr).toContain(`(PID ${holder.pid})`);
  });
});
