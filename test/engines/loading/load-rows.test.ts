import { mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { HEADER_LINE } from '../../../lib/lake/columns.ts';
import { lakeKey } from '../../../lib/lake/naming.ts';
import { askOnce, lakeOf, rowsOf } from '../../helpers/ask.ts';
import { askAndCount, OBJECTS, settle } from '../../helpers/ask-and-count.ts';
import { addToLake, csvOf, fileWithObject, lakeKeyOf } from '../../helpers/small-lake.ts';

describe('a damaged object', () => {
  const rows = csvOf(fileWithObject('a/x')).slice(HEADER_LINE.length);
  /** Files that are not lake objects, by source key. */
  const BODIES: Readonly<Record<string, Uint8Array>> = {
    'a/an empty file': Buffer.alloc(0),
    'a/not gzip': Buffer.from('not gzip'),
    'a/half a gzip': gzipSync(csvOf(fileWithObject('a/half a gzip'))).subarray(0, 60),
    'a/a gzip of nothing': gzipSync(''),
    'a/only a header line': gzipSync(HEADER_LINE),
    ...Object.fromEntries(
      Object.entries({
        'a/an open quote': '0,b,a/x,"OBJECT,x,,1,string\n',
        'a/a row cut short': '0,b,a/x,OBJ',
        'a/a column too many': '0,b,a/x,OBJECT,x,,1,string,more\n',
        'a/not a number': 'zero,b,a/x,OBJECT,x,,1,string\n',
        'a/not UTF-8': '0,b,a/x,OBJECT,\xe9,,1,string\n',
      }).map(([key, last]) => [
        key,
        gzipSync(Buffer.from(`${HEADER_LINE}${rows}${last}`.replaceAll('a/x', key), 'latin1')),
      ]),
    ),
  };
  const keys = Object.keys(BODIES);
  const damagedKeys = keys.map((key) => lakeKeyOf(fileWithObject(key))).sort();

  it('is reported, left out of answers, and checked again each time', async () => {
    const lake = lakeOf(...['a/1', 'a/3', 'z/4', ...keys].map((key) => fileWithObject(key)));
    for (const key of keys) writeFileSync(join(lake, lakeKeyOf(fileWithObject(key))), BODIES[key]!);
    settle(lake);
    for (const loaded of [keys.length + 3, 0]) {
      let count = 0;
      const opened = await openLake(lake, { onProgress: () => count++ });
      expect(opened.objects).toBe(keys.length + 3);
      expect(opened.damaged.map(({ path }) => path)).toEqual(damagedKeys);
      for (const { damage } of opened.damaged) expect(damage).toMatch(/^[^\n]{5,}$/);
      expect(await rowsOf(opened, OBJECTS)).toEqual(['a/1', 'a/3', 'z/4'].map((key) => [key, key]));
      opened.close();
      expect(count).toBe(loaded);
    }
    const { atime, mtime } = statSync(`${lake}/headers/collection=a`);
    addToLake(lake, ...keys.map((key) => fileWithObject(key, 'repaired')));
    utimesSync(`${lake}/headers/collection=a`, atime, mtime);
    const { rows: answered, loaded } = await askAndCount(lake);
    expect(loaded).toBe(keys.length);
    for (const key of keys) expect(answered).toContainEqual([key, 'repaired']);
  });

  it('is found among many others, and none of those is lost', async () => {
    const files = Array.from({ length: 40 }, (_, index) => fileWithObject(`a/${index + 100}`));
    const lake = lakeOf(...files);
    for (const index of [7, 8, 31]) {
      const body = `${HEADER_LINE}0,b,a/${index + 100},OBJECT,"open,,0,string\n`;
      writeFileSync(join(lake, lakeKeyOf(files[index]!)), gzipSync(body));
    }
    const opened = await openLake(lake);
    expect(opened.damaged).toHaveLength(3);
    expect(await rowsOf(opened, OBJECTS)).toHaveLength(37);
    opened.close();
  });
});

describe('a lake object', () => {
  it('can be from a later release with more columns, or from an earlier one with fewer', async () => {
    const lake = lakeOf(fileWithObject('a/1'));
    const write = (key: string, text: string) =>
      writeFileSync(join(lake, lakeKeyOf(fileWithObject(key))), gzipSync(text));
    write('a/2', `${HEADER_LINE.trimEnd()},unit\n0,b,a/2,OBJECT,"later, much",,0,string,"m,s"\n`);
    write(
      'a/3',
      'hdu,source_bucket,source_key,card_name,card_value,card_type\n0,b,a/3,OBJECT,earlier,string\n',
    );
    expect((await askAndCount(lake)).rows).toEqual([
      ['a/1', 'a/1'],
      ['a/2', 'later, much'],
      ['a/3', 'earlier'],
    ]);
    expect(
      await askOnce(lake, "SELECT card_index, card_comment FROM headers WHERE source_key = 'a/3'"),
    ).toEqual([[null, '']]);
  });
  it('can describe the same source file as another one, in a collection of more folders', async () => {
    const lake = lakeOf(fileWithObject('a/b/1', 'here'));
    const deeper = lakeKey(fileWithObject('a/b/1'), 2);
    mkdirSync(join(lake, dirname(deeper)));
    writeFileSync(join(lake, deeper), gzipSync(csvOf(fileWithObject('a/b/1', 'and there'))));
    expect((await askAndCount(lake)).rows).toEqual([
      ['a/b/1', 'and there'],
      ['a/b/1', 'here'],
    ]);
  });
  it('can contain a value of megabytes, and very many cards', async () => {
    const long = `"${'x, '.repeat(1_000_000)}`;
    const many = Array.from({ length: 130_000 }, (_, index) => [`K${index % 500}`, 'y'.repeat(60)] as const);
    const lake = lakeOf(fileWithObject('a/1'), fileWithObject('a/2', long), {
      bucket: 'b',
      key: 'a/3',
      hdus: [many],
    });
    const sql =
      'SELECT source_key, count(*), max(length(card_value)), sum(length(card_value)) FROM headers GROUP BY 1 ORDER BY 1';
    expect((await askAndCount(lake, sql)).rows).toEqual([
      ['a/1', 1n, 3n, 3n],
      ['a/2', 1n, 3_000_001n, 3_000_001n],
      ['a/3', 130_000n, 60n, 7_800_000n],
    ]);
    expect((await askAndCount(lake, "SELECT card_value FROM headers WHERE source_key = 'a/2'")).rows).toEqual(
      [[long]],
    );
  });
});
