import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { whileWriting } from '../../../lib/engines/cache/attach.ts';
import { databaseIn } from '../../../lib/engines/cache/database-files.ts';
import { openIngestCache } from '../../../lib/engines/cache/ingest-cache.ts';
import { cacheFolder } from '../../../lib/engines/cache/location.ts';
import { openSession } from '../../../lib/engines/cache/session.ts';
import { openLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { HEADER_LINE } from '../../../lib/lake/columns.ts';
import { lakeKey } from '../../../lib/lake/naming.ts';
import { askOnce, lakeOf, rowsOf } from '../../helpers/ask.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { addToLake, csvOf, type LakeFile, lakeKeyOf } from '../../helpers/small-lake.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const told = (key: string, object = key): LakeFile => ({ bucket: 'b', key, hdus: [[['OBJECT', object]]] });
const OBJECTS = "SELECT source_key, card_value FROM headers WHERE card_name = 'OBJECT' ORDER BY ALL";

/** Asks, and counts the objects that had to be loaded for it. */
async function asked(
  lake: string,
  sql = OBJECTS,
): Promise<{ rows: unknown[]; loaded: number; notices: string[] }> {
  let loaded = 0;
  const notices: string[] = [];
  const rows = await askOnce(lake, sql, {
    onProgress: () => loaded++,
    onNotice: (notice) => notices.push(notice),
  });
  return { rows, loaded, notices };
}

/** Sets the time of a collection's folder back, so that it has settled. */
const settle = (lake: string, seconds = 10): void => {
  const then = new Date(Date.now() - 1000 * seconds);
  for (const name of readdirSync(`${lake}/headers`)) utimesSync(`${lake}/headers/${name}`, then, then);
};

describe('the cache of a lake that was written by others', () => {
  it('is made at the first query, and then used', async () => {
    const lake = lakeOf(...EXAMPLE);
    settle(lake);
    expect(await asked(lake)).toMatchObject({ loaded: EXAMPLE.length, notices: [] });
    expect(await asked(lake)).toMatchObject({ loaded: 0 });
  });
  it('follows objects that come, change, go, and whole collections', async () => {
    const lake = lakeOf(told('a/1'), told('a/2'), told('b/3'), told('c/4'));
    await asked(lake);
    addToLake(lake, told('a/2', 'changed'), told('a/5'), told('d/6'));
    rmSync(join(lake, lakeKeyOf(told('b/3'))));
    rmSync(join(lake, 'headers/collection=c'), { recursive: true });
    const { rows, loaded } = await asked(lake);
    expect(rows).toEqual([
      ['a/1', 'a/1'],
      ['a/2', 'changed'],
      ['a/5', 'a/5'],
      ['d/6', 'd/6'],
    ]);
    expect(loaded).toBe(3);
  });
  it('looks at no file of a folder whose time is as it was', async () => {
    const lake = lakeOf(told('a/1'));
    settle(lake);
    await asked(lake);
    const folder = `${lake}/headers/collection=a`;
    const { atime, mtime } = statSync(folder);
    addToLake(lake, told('a/2'));
    utimesSync(folder, atime, mtime);
    expect((await asked(lake)).rows).toHaveLength(1);
  });
  it('looks again at a folder that had only just changed', async () => {
    const lake = lakeOf(told('a/1'));
    const folder = `${lake}/headers/collection=a`;
    const soon = new Date(Date.now() + 60_000);
    utimesSync(folder, soon, soon);
    await asked(lake);
    addToLake(lake, told('a/2'));
    utimesSync(folder, soon, soon);
    expect((await asked(lake)).rows).toHaveLength(2);
  });
  it('is made anew for a lake that was moved, and is one for all links to a lake', async () => {
    const lake = lakeOf(told('a/1'));
    settle(lake);
    await asked(lake);
    const moved = join(tempFolder(), 'moved');
    renameSync(lake, moved);
    expect(await asked(moved)).toMatchObject({ rows: [['a/1', 'a/1']], loaded: 1 });
    symlinkSync(moved, lake);
    expect(await asked(lake)).toMatchObject({ rows: [['a/1', 'a/1']], loaded: 0 });
  });
  it('loses the objects of a collection that had only just changed when it was deleted', async () => {
    const lake = lakeOf(told('a/1'), told('b/2'));
    const soon = new Date(Date.now() + 60_000);
    utimesSync(`${lake}/headers/collection=b`, soon, soon);
    await asked(lake);
    rmSync(`${lake}/headers/collection=b`, { recursive: true });
    expect((await asked(lake)).rows).toEqual([['a/1', 'a/1']]);
  });
  it('is found in a folder whose name means a pattern or ends a string to DuckDB', async () => {
    const lake = join(tempFolder(), "it's [a-c]*?.lake");
    addToLake(lake, told('a/1'), told('b/2'));
    expect((await asked(lake)).rows).toHaveLength(2);
  });
  it('leaves out what is no object', async () => {
    const lake = lakeOf(told('a/1'));
    const folder = `${lake}/headers/collection=a`;
    for (const name of ['_hidden.csv.gz', '.hidden.csv.gz', 'readme.txt'])
      writeFileSync(`${folder}/${name}`, 'x');
    mkdirSync(`${folder}/folder.csv.gz`);
    mkdirSync(`${lake}/headers/other`);
    const lakeNow = await openLake(lake);
    expect(lakeNow).toMatchObject({ objects: 1, damaged: [] });
    lakeNow.close();
  });
  it('is made anew where it is damaged, cut short, or of another release', async () => {
    const lake = lakeOf(told('a/1'));
    settle(lake);
    const file = databaseIn(cacheFolder(lake));
    const spoil = [
      () => writeFileSync(file, 'no database'),
      () => writeFileSync(file, ''),
      () => truncateSync(file, 5000),
      () => rmSync(file),
      async () => {
        const { connection, close } = await openSession({});
        await whileWriting(connection, cacheFolder(lake), 0, async () => {
          await connection.run("UPDATE cache.format SET format = '0'");
          await connection.run('DROP TABLE cache.cards');
        });
        close();
      },
    ];
    for (const how of spoil) {
      await asked(lake);
      await how();
      expect(await asked(lake), String(how)).toMatchObject({
        rows: [['a/1', 'a/1']],
        loaded: 1,
        notices: [],
      });
    }
  });
  it.each([['.wal'], ['.wal', '.wal.checkpoint']])(
    'is taken up where a killed ingest left %j beside it',
    async (...journals) => {
      const lake = lakeOf(told('a/1'));
      settle(lake);
      await asked(lake);
      const file = databaseIn(cacheFolder(lake));
      const left = tempFolder();
      const { connection, close } = await openSession({});
      await whileWriting(connection, cacheFolder(lake), 0, async () => {
        await connection.run("INSERT INTO cache.collections VALUES ('headers/collection=gone', 1)");
        copyFileSync(file, `${left}/lake.duckdb`);
        for (const journal of journals) copyFileSync(`${file}.wal`, `${left}/lake.duckdb${journal}`);
      });
      close();
      for (const name of readdirSync(left)) copyFileSync(`${left}/${name}`, `${cacheFolder(lake)}/${name}`);
      expect(await asked(lake)).toMatchObject({ rows: [['a/1', 'a/1']], notices: [] });
      expect(readdirSync(cacheFolder(lake))).toEqual(['lake.duckdb', 'lake.json', 'lake.seen']);
    },
  );
});

describe('a damaged object', () => {
  const cards = csvOf(told('a/2')).slice(HEADER_LINE.length);
  it.each([
    ['an empty file', Buffer.alloc(0)],
    ['no gzip', Buffer.from('no gzip')],
    ['half a gzip', gzipSync(csvOf(told('a/2'))).subarray(0, 60)],
    ['a gzip of nothing', gzipSync('')],
    ['a header line alone', gzipSync(HEADER_LINE)],
    ['an open quote', gzipSync(`${HEADER_LINE}${cards}0,b,a/2,"OBJECT,x,,1,string\n`)],
    ['a row cut short', gzipSync(`${HEADER_LINE}${cards}0,b,a/2,OBJ`)],
    ['a column too many', gzipSync(`${HEADER_LINE}${cards}0,b,a/2,OBJECT,x,,1,string,more\n`)],
    ['no number', gzipSync(`${HEADER_LINE}${cards}zero,b,a/2,OBJECT,x,,1,string\n`)],
    ['no UTF-8', gzipSync(Buffer.from(`${HEADER_LINE}${cards}0,b,a/2,OBJECT,\xe9,,1,string\n`, 'latin1'))],
  ])('(%s) is named, left out, and looked at again', async (_, body) => {
    const lake = lakeOf(told('a/1'), told('a/2'), told('a/3'), told('z/4'));
    const path = join(lake, lakeKeyOf(told('a/2')));
    writeFileSync(path, body);
    settle(lake);
    for (const loaded of [4, 0]) {
      let count = 0;
      const opened = await openLake(lake, { onProgress: () => count++ });
      expect(opened.objects).toBe(4);
      expect(opened.damaged.map((object) => object.path)).toEqual([lakeKeyOf(told('a/2'))]);
      expect(opened.damaged[0]?.damage).toMatch(/^[^\n]{5,}$/);
      expect(await rowsOf(opened, OBJECTS)).toEqual(['a/1', 'a/3', 'z/4'].map((key) => [key, key]));
      opened.close();
      expect(count).toBe(loaded);
    }
    const { atime, mtime } = statSync(`${lake}/headers/collection=a`);
    addToLake(lake, told('a/2', 'mended'));
    utimesSync(`${lake}/headers/collection=a`, atime, mtime);
    expect(await asked(lake)).toMatchObject({ loaded: 1 });
    expect((await asked(lake)).rows).toContainEqual(['a/2', 'mended']);
  });
  it('is found among many, of which none is lost', async () => {
    const files = Array.from({ length: 40 }, (_, index) => told(`a/${index + 100}`));
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

describe('an object', () => {
  it('of a later release has more columns, of an earlier one fewer', async () => {
    const lake = lakeOf(told('a/1'));
    const write = (key: string, text: string) =>
      writeFileSync(join(lake, lakeKeyOf(told(key))), gzipSync(text));
    write('a/2', `${HEADER_LINE.trimEnd()},unit\n0,b,a/2,OBJECT,"later, much",,0,string,"m,s"\n`);
    write(
      'a/3',
      'hdu,source_bucket,source_key,card_name,card_value,card_type\n0,b,a/3,OBJECT,earlier,string\n',
    );
    expect((await asked(lake)).rows).toEqual([
      ['a/1', 'a/1'],
      ['a/2', 'later, much'],
      ['a/3', 'earlier'],
    ]);
    expect(
      await askOnce(lake, "SELECT card_index, card_comment FROM headers WHERE source_key = 'a/3'"),
    ).toEqual([[null, '']]);
  });
  it('may tell of the same source file as another, in a collection that more folders name', async () => {
    const lake = lakeOf(told('a/b/1', 'here'));
    const deeper = lakeKey(told('a/b/1'), 2);
    mkdirSync(join(lake, dirname(deeper)));
    writeFileSync(join(lake, deeper), gzipSync(csvOf(told('a/b/1', 'and there'))));
    expect((await asked(lake)).rows).toEqual([
      ['a/b/1', 'and there'],
      ['a/b/1', 'here'],
    ]);
  });
  it('may hold a value of megabytes, and many of them', async () => {
    const long = `"${'x, '.repeat(1_000_000)}`;
    const many = Array.from({ length: 250_000 }, (_, index) => [`K${index % 500}`, 'y'.repeat(60)] as const);
    const lake = lakeOf(told('a/1'), told('a/2', long), { bucket: 'b', key: 'a/3', hdus: [many] });
    const sql =
      'SELECT source_key, count(*), max(length(card_value)), sum(length(card_value)) FROM headers GROUP BY 1 ORDER BY 1';
    expect((await asked(lake, sql)).rows).toEqual([
      ['a/1', 1n, 3n, 3n],
      ['a/2', 1n, 3_000_001n, 3_000_001n],
      ['a/3', 250_000n, 60n, 15_000_000n],
    ]);
    expect((await asked(lake, "SELECT card_value FROM headers WHERE source_key = 'a/2'")).rows).toEqual([
      [long],
    ]);
  });
});

describe('openIngestCache', () => {
  const bytes = (file: LakeFile) => Buffer.from(csvOf(file));

  it('brings what was written into the cache, so that a query has nothing to load', async () => {
    const lake = lakeOf(...EXAMPLE);
    settle(lake);
    const cache = await openIngestCache(lake);
    for (const [index, file] of EXAMPLE.entries()) {
      await cache.add(lakeKeyOf(file), index % 2 === 0 ? bytes(file) : undefined);
    }
    await cache.close();
    expect(await asked(lake, 'SELECT count(*) FROM files')).toMatchObject({ rows: [[10n]], loaded: 0 });
    expect(readdirSync(cacheFolder(lake))).toEqual(['lake.duckdb', 'lake.json', 'lake.seen']);
  });
  it('replaces and removes, also what it has only just taken', async () => {
    const lake = lakeOf(told('a/1'), told('a/2'), told('a/3'));
    const first = await openIngestCache(lake);
    for (const key of ['a/1', 'a/2', 'a/3']) await first.add(lakeKeyOf(told(key)), bytes(told(key)));
    addToLake(lake, told('a/1', 'second'));
    await first.add(lakeKeyOf(told('a/1')), bytes(told('a/1', 'second')));
    await first.flush();
    rmSync(join(lake, lakeKeyOf(told('a/2'))));
    await first.remove(lakeKeyOf(told('a/2')));
    addToLake(lake, told('a/3', 'third'));
    await first.add(lakeKeyOf(told('a/3')));
    await first.close();
    settle(lake);
    expect((await asked(lake)).rows).toEqual([
      ['a/1', 'second'],
      ['a/3', 'third'],
    ]);
  });
  it('finds what it was not told of, in the collections that it was told of', async () => {
    const lake = lakeOf(told('a/1'), told('a/2'), told('b/3'));
    settle(lake);
    const cache = await openIngestCache(lake);
    await cache.add(lakeKeyOf(told('a/1')), bytes(told('a/1')));
    await cache.close();
    expect(await asked(lake)).toMatchObject({ loaded: 1 });
  });
  it('does nothing for an ingest that found nothing new', async () => {
    const lake = lakeOf(told('a/1'));
    const cache = await openIngestCache(lake);
    await cache.flush();
    await cache.close();
    expect(existsSync(cacheFolder(lake))).toBe(false);
  });
  it('never fails: the next query makes up for it', async () => {
    const lake = lakeOf(told('a/1'));
    writeFileSync(cacheFolder(lake), 'in the way');
    const cache = await openIngestCache(lake);
    await cache.add(lakeKeyOf(told('a/1')), bytes(told('a/1')));
    await cache.flush();
    await cache.close();
    rmSync(cacheFolder(lake));
    expect((await asked(lake)).rows).toEqual([['a/1', 'a/1']]);
  });
});
