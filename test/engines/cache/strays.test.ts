import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { isNamedFor } from '../../../lib/engines/loading/object-name.ts';
import { formerLakeKey } from '../../../lib/lake/former-naming.ts';
import { lakeKey } from '../../../lib/lake/naming.ts';
import { lakeOf, rowsOf } from '../../helpers/ask.ts';
import { csvOf, fileWithObject, lakeKeyOf } from '../../helpers/small-lake.ts';

const FILES = ['a/1', 'a/2', 'z/3'].map((key) => fileWithObject(key));
const OBJECTS = "SELECT card_value FROM headers WHERE card_name = 'OBJECT' ORDER BY 1";

/** The damaged objects of a lake, and the rows that are left without them. */
async function opened(lake: string) {
  const now = await openLake(lake);
  try {
    return { damaged: now.damaged, rows: (await rowsOf(now, OBJECTS)).flat() };
  } finally {
    now.close();
  }
}

describe('a file that is not a lake object', () => {
  const TEXTS: Readonly<Record<string, string>> = {
    'other columns': 'name,ra,dec\nM31,10.68,41.27\n',
    'other columns, and no rows': 'name,ra\n',
    'a column twice': 'source_bucket,source_key,card_name,card_name\nb,a/2,OBJECT,x\n',
    'columns that differ only in case': 'source_bucket,source_key,card_name,CARD_NAME\nb,a/2,OBJECT,x\n',
    'a column without a name': 'source_bucket,source_key,card_name,\nb,a/2,OBJECT,x\n',
    'no header line': csvOf(fileWithObject('a/2')).replace(/^.*\n/, ''),
    text: 'not a table at all\n',
  };

  it('is reported, and does not affect the others', async () => {
    const lake = lakeOf(...FILES);
    const paths = Object.keys(TEXTS).map((name) => lakeKeyOf(fileWithObject(`a/${name}`)));
    for (const [index, text] of Object.values(TEXTS).entries())
      writeFileSync(join(lake, paths[index]!), gzipSync(text));
    expect(await opened(lake)).toEqual({
      damaged: paths.sort().map((path) => ({ path, damage: 'it is not a lake object' })),
      rows: ['a/1', 'a/2', 'z/3'],
    });
  });
});

describe('a copy of a lake object', () => {
  const COPIES = [
    // under a new name, under a name that file managers give to copies, and under the name of another object
    'headers/collection=a/0-copy.csv.gz',
    lakeKeyOf(FILES[0]!).replace('.csv.gz', ' (1).csv.gz'),
    lakeKeyOf(fileWithObject('a/9')),
    // in a copied folder, and under the name of an object of another bucket
    lakeKeyOf(FILES[0]!).replace('=a/', '=a-copy/'),
    lakeKeyOf({ bucket: 'c', key: 'a/1' }),
  ];

  it('is reported, and its rows do not appear twice', async () => {
    const lake = lakeOf(...FILES);
    for (const path of COPIES) {
      mkdirSync(join(lake, dirname(path)), { recursive: true });
      cpSync(join(lake, lakeKeyOf(FILES[0]!)), join(lake, path));
    }
    expect(await opened(lake)).toEqual({
      damaged: COPIES.toSorted().map((path) => ({
        path,
        damage: 'its name does not match its source file',
      })),
      rows: ['a/1', 'a/2', 'z/3'],
    });
  });
});

describe('isNamedFor', () => {
  const source = { bucket: 'file:///data', key: "Ångström/it's 100%/c/d e.fits" };
  it('recognizes an object at any collection depth', () => {
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
  it('accepts an object whose key had characters that rows cannot contain', () => {
    const path = lakeKey({ bucket: 'b', key: 'a/b\nc.fits' });
    expect(isNamedFor(path, { bucket: 'b', key: 'a/b\ufffdc.fits' })).toBe(true);
  });
});
