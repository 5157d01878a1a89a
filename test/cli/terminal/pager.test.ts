import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { pagerCommand } from '../../../lib/cli/terminal/pager.ts';
import { lakeOf } from '../../helpers/ask.ts';
import { runMain, sendSignal } from '../../helpers/run-main.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { withoutStatusLines } from '../../helpers/without-status-lines.ts';

describe('the command of the pager', () => {
  let path: string;
  beforeEach(() => {
    path = tempFolder();
    for (const name of ['less', 'my-pager']) {
      writeFileSync(`${path}/${name}`, '#!/bin/sh\n');
      chmodSync(`${path}/${name}`, 0o755);
    }
    writeFileSync(`${path}/data`, '');
  });
  it.each([
    [{}, 'less'],
    [{ PAGER: 'my-pager -x' }, 'my-pager -x'],
    [{ PAGER: 'A=1 my-pager' }, 'A=1 my-pager'],
    [{ PAGER: '/opt/pager' }, '/opt/pager'],
    [{ PAGER: '' }, undefined],
    [{ PAGER: ' ' }, undefined],
    [{ PAGER: 'cat' }, undefined],
    [{ PAGER: 'missing' }, undefined],
    [{ PAGER: 'data' }, undefined],
    [{ TERM: 'dumb' }, undefined],
    [{ PATH: '' }, undefined],
    [{ PATH: '/nonexistent' }, undefined],
  ])('%j: %s', (env, command) => {
    expect(pagerCommand({ PATH: `/nonexistent:${path}`, ...env })).toBe(command);
  });
});

describe('a table on a terminal', () => {
  let lake: string;
  beforeEach(() => {
    lake = lakeOf({ bucket: 'file:///a', key: 'x.fits', hdus: [[]] });
  });
  /** Runs a query on a terminal of 60 x 20 characters. */
  const shown = async (sql: string, pager: string, ...more: string[]) => {
    const run = await runMain(['query', '--lake', lake, sql, ...more], {
      terminal: 60,
      lines: 20,
      env: { PAGER: pager },
    });
    return { ...run, stderr: withoutStatusLines(run.stderr) };
  };
  const rows = (number: number, column = 'range AS n'): string => `SELECT ${column} FROM range(${number})`;

  it('goes to the pager if it is longer than the screen, with all rows and nothing cut', async () => {
    const file = `${tempFolder()}/paged`;
    const { stdout, stderr, status } = await shown(
      rows(5000, "range AS n, repeat('x', 70) || range AS text"),
      `cat > ${file}`,
    );
    expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 });
    const lines = readFileSync(file, 'utf8').split('\n');
    expect(lines).toHaveLength(5000 + 4);
    expect(lines[5001]).toBe(`4999  ${'x'.repeat(70)}4999`);
    expect(lines[5002]).toBe('(5,000 rows)');
  });

  it('is printed if it fits, and cut to the width', async () => {
    const { stdout } = await shown(rows(15, "repeat('x', 70) AS text"), 'exit 1 #');
    expect(stdout).toContain('\n(15 rows)\n(values are cut to fit');
  });

  it('goes to the pager if one row is longer than the screen', async () => {
    const file = `${tempFolder()}/paged`;
    const columns = Array.from({ length: 25 }, (_, index) => `${index} AS column_${index}`).join(', ');
    expect((await shown(`SELECT ${columns}`, `cat > ${file}`)).stdout).toBe('');
    expect(readFileSync(file, 'utf8')).toContain('\ncolumn_24: 24\n');
  });

  it.each(['', 'cat'])('is printed without a pager if PAGER is "%s"', async (pager) => {
    expect((await shown(rows(100), pager)).stdout).toContain('\n(100 rows)\n');
  });

  it('goes to no pager in other formats, and in a pipe', async () => {
    expect((await shown(rows(100), 'exit 1 #', '--format', 'csv')).stdout).toContain('\n99\n');
    const piped = await runMain(['query', '--lake', lake, rows(100)], { env: { PAGER: 'exit 1 #' } });
    expect(piped.stdout).toContain('\n(100 rows)\n');
  });

  it('ends quietly when the user leaves the pager early', async () => {
    const file = `${tempFolder()}/paged`;
    const { stdout, stderr, status } = await shown(rows(3_000_000), `head -n 3 > ${file}`);
    expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 });
    expect(readFileSync(file, 'utf8')).toBe('   n\n----\n   0\n');
  });

  it('leaves Ctrl-C to the pager', async () => {
    const folder = tempFolder();
    const pager = `cat > ${folder}/paged; touch ${folder}/waits; while [ -e ${folder}/waits ]; do sleep 0.1; done`;
    const run = shown(rows(100), pager);
    const waits = (): boolean => {
      try {
        return readFileSync(`${folder}/waits`).length === 0;
      } catch {
        return false;
      }
    };
    while (!waits()) await new Promise((resolve) => setTimeout(resolve, 50));
    sendSignal('SIGINT');
    rmSync(`${folder}/waits`);
    expect((await run).status).toBe(0);
    expect(readFileSync(`${folder}/paged`, 'utf8')).toContain('\n(100 rows)\n');
  });

  it('shows the rows before an error, then the error', async () => {
    const file = `${tempFolder()}/paged`;
    const { stderr, status } = await shown(
      rows(3_000_000, "CAST(CASE WHEN range = 2900000 THEN 'stop here' ELSE '1' END AS INTEGER) AS n"),
      `cat > ${file}`,
    );
    expect(status).toBe(1);
    expect(stderr).toContain('stop here');
    expect(readFileSync(file, 'utf8').split('\n').length).toBeGreaterThan(2000);
  });

  it('reaches the pager without control characters', async () => {
    const file = `${tempFolder()}/paged`;
    await shown(rows(50, "chr(27) || '[31m' AS red"), `cat > ${file}`);
    expect(readFileSync(file, 'utf8')).toContain('\n\ufffd[31m\n');
  });
});
