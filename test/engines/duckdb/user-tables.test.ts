import { copyFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { TableRefused } from '../../../lib/engines/duckdb/user-tables.ts';
import { askOnce, lakeOf, rowsOf } from '../../helpers/ask.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const join = (table: string): string =>
  `SELECT t.note, f.source_key FROM files f JOIN ${table} t ON f.object = t.name ORDER BY 2`;
const ANSWER = [['near', 'meridian/20240912/m31-r.fits']];

const TEXTS: Readonly<Record<string, Uint8Array>> = {
  'a.csv': Buffer.from('name,note\nM31,near\nM82,far\n'),
  'a.tsv': Buffer.from('name\tnote\nM31\tnear\n'),
  'semicolons.txt': Buffer.from('name;note\r\n"M31";"near"\r\n'),
  'a.csv.gz': gzipSync('name,note\nM31,near\n'),
  "it's [a-z]*?.csv": Buffer.from('name,note\nM31,near\n'),
};

describe("a table from a user's file", () => {
  it('joins the lake, as CSV in any form or as Parquet under any name', async () => {
    const folder = tempFolder();
    for (const [name, body] of Object.entries(TEXTS)) writeFileSync(`${folder}/${name}`, body);
    const writer = await openLake(lakeOf(...EXAMPLE), { parquetFile: `${folder}/a.parquet` });
    await writer.saveParquet("SELECT 'M31' AS name, 'near' AS note");
    writer.close();
    for (const name of ['a.pq', 'a']) copyFileSync(`${folder}/a.parquet`, `${folder}/${name}`);
    const files = [...Object.keys(TEXTS), 'a.parquet', 'a.pq', 'a'];
    const tables = files.map((name, index) => ({ name: `t${index}`, file: `${folder}/${name}` }));
    const lake = await openLake(lakeOf(...EXAMPLE), { tables });
    for (const { name, file } of tables) expect(await rowsOf(lake, join(name)), file).toEqual(ANSWER);
    lake.close();
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
