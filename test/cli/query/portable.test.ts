import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../lib/cli/errors.ts';
import { lakeOf } from '../../helpers/ask.ts';
import { observation } from '../../helpers/observation.ts';
import { runMain } from '../../helpers/run-main.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const portable = (...args: string[]) => runMain(['query', '--portable', ...args]);

describe('query --portable', () => {
  it('prints each difference with its place, and what to write instead', async () => {
    const { status, stdout, stderr } = await portable(
      "SELECT 'é', x::double AS x\nFROM hdus WHERE hdu / 2 > 1",
    );
    expect({ status, stderr }).toEqual({ status: EXIT.failed, stderr: '' });
    const [cast = '', division = '', ...others] = stdout.trimEnd().split('\n');
    expect(cast).toMatch(/^line 1, column 14: .*CAST\(x AS double\)$/);
    expect(division).toMatch(/^line 2, column 21: .*2e0$/);
    expect(others).toEqual([]);
  });

  it('succeeds if there is none, without a lake and without running the query', async () => {
    const lake = `${tempFolder()}/none`;
    expect(await portable('--lake', lake, 'SELECT count(*) FROM files')).toMatchObject({
      status: EXIT.done,
      stdout: '',
    });
  });

  it('names a function that an engine does not have', async () => {
    expect((await portable('SELECT factorial(hdu) AS x FROM hdus')).stdout).toMatch(
      /^line 1, column 8: factorial: Athena/,
    );
    expect((await portable('SELECT truncate(hdu) AS x FROM hdus')).stdout).toMatch(
      /^line 1, column 8: truncate: DuckDB/,
    );
  });

  it('reads files, standard input and named queries, which need no values', async () => {
    const folder = tempFolder();
    writeFileSync(`${folder}/q.sql`, 'SELECT hdu::double AS x FROM hdus');
    expect((await portable('-f', `${folder}/q.sql`)).status).toBe(EXIT.failed);
    const piped = await runMain(['query', '--portable'], { input: 'SELECT hdu::double AS x FROM hdus' });
    expect(piped.status).toBe(EXIT.failed);
    expect((await portable('--named', 'cone')).status).toBe(EXIT.done);
    const lake = ['--lake', lakeOf(observation('m31.fits', {}))];
    await runMain(['query', ...lake, '--save', 'mine', 'SELECT path FROM files WHERE object ILIKE :name']);
    expect((await portable(...lake, '--named', 'mine')).stdout).toMatch(/^line 1, column 37: ILIKE/);
  });

  it('knows the keyword columns', async () => {
    const sql = "SELECT path FROM files WHERE gain > '1'";
    expect((await portable(sql)).status).toBe(EXIT.done);
    expect((await portable('--keywords', 'GAIN:double', sql)).status).toBe(EXIT.failed);
  });

  it.each([['SELECT 1; SELECT 2'], ['DROP TABLE files']])(
    'refuses what is not one query: %s',
    async (sql) => {
      expect(await portable(sql)).toMatchObject({ status: EXIT.failed, stdout: '' });
    },
  );

  it.each([
    ['--output', 'x.csv'],
    ['--format', 'csv'],
    ['--save', 'x'],
  ])('refuses %s', async (...option) => {
    expect((await portable(...option, 'SELECT 1')).status).toBe(EXIT.usage);
  });
});
