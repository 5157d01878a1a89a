import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { TableRefused } from '../../../lib/engines/duckdb/user-tables.ts';
import { askOnce, lakeOf, rowsOf } from '../../helpers/ask.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const JOIN = 'SELECT t.note, f.source_key FROM files f JOIN targets t ON f.object = t.name ORDER BY 2';
const ANSWER = [['near', 'meridian/20240912/m31-r.fits']];

describe("a table from a user's file", () => {
  it.each([
    ['a.csv', Buffer.from('name,note\nM31,near\nM82,far\n')],
    ['a.tsv', Buffer.from('name\tnote\nM31\tnear\n')],
    ['semicolons.txt', Buffer.from('name;note\r\n"M31";"near"\r\n')],
    ['a.csv.gz', gzipSync('name,note\nM31,near\n')],
    ["it's [a-z]*?.csv", Buffer.from('name,note\nM31,near\n')],
  ])('joins the lake: %s', async (name, body) => {
    const file = `${tempFolder()}/${name}`;
    writeFileSync(file, body);
    expect(await askOnce(lakeOf(...EXAMPLE), JOIN, { tables: [{ name: 'targets', file }] })).toEqual(ANSWER);
  });
  it.each(['a.parquet', 'a.pq', 'a'])('joins the lake, as Parquet: %s', async (name) => {
    const file = `${tempFolder()}/${name}`;
    const lake = await openLake(lakeOf(...EXAMPLE), { parquetFile: file });
    await lake.saveParquet("SELECT 'M31' AS name, 'near' AS note");
    lake.close();
    expect(await askOnce(lakeOf(...EXAMPLE), JOIN, { tables: [{ name: 'targets', file }] })).toEqual(ANSWER);
  });
  it('takes its column names from the first line, even if all values are text, and detects numbers', async () => {
    const file = `${tempFolder()}/a.csv`;
    writeFileSync(file, 'name,ra,select\nM31,10.68,x\n');
    const tables = [{ name: 'targets', file }];
    expect(
      await askOnce(lakeOf(...EXAMPLE), 'SELECT name, ra + 1, "select" FROM targets', { tables }),
    ).toEqual([['M31', 11.68, 'x']]);
    expect(await askOnce(lakeOf(...EXAMPLE), 'SHOW TABLES', { tables })).toContainEqual(['targets']);
  });
  it('can be joined with others in one query', async () => {
    const folder = tempFolder();
    const tables = ['x', 'y'].map((name) => ({ name, file: `${folder}/${name}.csv` }));
    for (const { name, file } of tables) writeFileSync(file, `a,b\n1,${name}\n`);
    const lake = await openLake(lakeOf(...EXAMPLE), { tables });
    expect(await rowsOf(lake, 'SELECT x.b, y.b FROM x JOIN y USING (a)')).toEqual([['x', 'y']]);
    lake.close();
  });
  it.each([
    ['does not exist', undefined],
    ['is not Parquet', 'not Parquet'],
  ])('is refused, by name, if the file %s', async (_, text) => {
    const file = `${tempFolder()}/a.parquet`;
    if (text !== undefined) writeFileSync(file, text);
    const opened = openLake(lakeOf(...EXAMPLE), { tables: [{ name: 'targets', file }] });
    const error = await opened.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TableRefused);
    expect(error).toMatchObject({ file, message: expect.stringMatching(/^[^\n]+$/) });
  });
  it('is refused, if the file is not a table, without the settings that DuckDB suggests', async () => {
    const file = `${tempFolder()}/a.csv`;
    writeFileSync(file, Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 251)));
    const opened = openLake(lakeOf(...EXAMPLE), { tables: [{ name: 'targets', file }] });
    await expect(opened).rejects.toThrow(new RegExp(`^${file}: [^\n]{10,200}$`));
  });
});
