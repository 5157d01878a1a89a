import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isNamedFor } from '../../../lib/engines/cache/object-name.ts';
import { openLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { formerLakeKey } from '../../../lib/lake/former-naming.ts';
import { lakeKey } from '../../../lib/lake/naming.ts';
import { lakeOf, rowsOf } from '../../helpers/ask.ts';
import { csvOf, lakeKeyOf } from '../../helpers/small-lake.ts';

const told = (key: string) => ({ bucket: 'b', key, hdus: [[['OBJECT', key]]] }) as const;
const FILES = [told('a/1'), told('a/2'), told('z/3')];
const OBJECTS = "SELECT card_value FROM headers WHERE card_name = 'OBJECT' ORDER BY 1";

/** What is left out of a lake, and what is answered all the same. */
async function opened(lake: string) {
  const now = await openLake(lake);
  try {
    return { damaged: now.damaged, rows: (await rowsOf(now, OBJECTS)).flat() };
  } finally {
    now.close();
  }
}

describe('a file among the objects that is none', () => {
  it.each([
    ['other columns', 'name,ra,dec\nM31,10.68,41.27\n'],
    ['other columns, and no rows', 'name,ra\n'],
    ['a column twice', 'source_bucket,source_key,card_name,card_name\nb,a/2,OBJECT,x\n'],
    ['columns that differ in case alone', 'source_bucket,source_key,card_name,CARD_NAME\nb,a/2,OBJECT,x\n'],
    ['a column without a name', 'source_bucket,source_key,card_name,\nb,a/2,OBJECT,x\n'],
    ['no header line', csvOf(told('a/2')).replace(/^.*\n/, '')],
    ['text', 'not a table at all\n'],
  ])('(%s) is named, and harms no others', async (_, text) => {
    const lake = lakeOf(...FILES);
    writeFileSync(join(lake, lakeKeyOf(FILES[1]!)), gzipSync(text));
    expect(await opened(lake)).toEqual({
      damaged: [{ path: lakeKeyOf(FILES[1]!), damage: 'it is not a lake object' }],
      rows: ['a/1', 'z/3'],
    });
  });
});

describe('a copy of an object', () => {
  const damage = 'its name does not match its source file';
  it.each([
    ['under a name of its own', 'headers/collection=a/0-copy.csv.gz'],
    ['as file managers name copies', lakeKeyOf(FILES[0]!).replace('.csv.gz', ' (1).csv.gz')],
    ["under another's name", lakeKeyOf(told('a/9'))],
    ['in a folder that is a copy', lakeKeyOf(FILES[0]!).replace('=a/', '=a-copy/')],
    ["under another bucket's name", lakeKeyOf({ bucket: 'c', key: 'a/1' })],
  ])('%s is named, and its rows are not there twice', async (_, path) => {
    const lake = lakeOf(...FILES);
    mkdirSync(join(lake, dirname(path)), { recursive: true });
    cpSync(join(lake, lakeKeyOf(FILES[0]!)), join(lake, path));
    expect(await opened(lake)).toEqual({ damaged: [{ path, damage }], rows: ['a/1', 'a/2', 'z/3'] });
  });
});

describe('isNamedFor', () => {
  const source = { bucket: 'file:///data', key: "Ångström/it's 100%/c/d e.fits" };
  it('knows an object whatever the number of folders that name its collection', () => {
    for (const depth of [0, 1, 2, 3]) {
      expect(isNamedFor(lakeKey(source, depth), source)).toBe(true);
      expect(isNamedFor(formerLakeKey(source, depth), source)).toBe(true);
      expect(isNamedFor(formerLakeKey(source, depth).normalize('NFD'), source)).toBe(true);
      // a file system that ignores case has one folder for both
      expect(
        isNamedFor(
          lakeKey(source, depth).replace(/=.*\//, (name) => name.toUpperCase()),
          source,
        ),
      ).toBe(true);
    }
    expect(isNamedFor(lakeKey({ ...source, key: `x/${source.key}` }), source)).toBe(false);
  });
  it('takes the word of an object whose key had characters that rows cannot have', () => {
    const path = lakeKey({ bucket: 'b', key: 'a/b\nc.fits' });
    expect(isNamedFor(path, { bucket: 'b', key: 'a/b\ufffdc.fits' })).toBe(true);
  });
});
