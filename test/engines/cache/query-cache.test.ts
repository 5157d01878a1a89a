import {
  copyFileSync,
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
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { whileWriting } from '../../../lib/engines/cache/attach-to-write.ts';
import { databaseIn } from '../../../lib/engines/cache/database-files.ts';
import { cacheFolder } from '../../../lib/engines/cache/location.ts';
import { openSession } from '../../../lib/engines/cache/session.ts';
import { openLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { lakeOf } from '../../helpers/ask.ts';
import { askAndCount, settle } from '../../helpers/ask-and-count.ts';
import { changeDatabase } from '../../helpers/duckdb-file.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { addToLake, fileWithObject, lakeKeyOf } from '../../helpers/small-lake.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

describe('the cache of a lake that changes', () => {
  it('is created by the first query, and used by the next', async () => {
    const lake = lakeOf(...EXAMPLE);
    settle(lake);
    expect(await askAndCount(lake)).toMatchObject({ loaded: EXAMPLE.length, notices: [] });
    expect(await askAndCount(lake)).toMatchObject({ loaded: 0 });
  });
  it('follows objects that are added, changed or deleted, and whole collections', async () => {
    const lake = lakeOf(
      fileWithObject('a/1'),
      fileWithObject('a/2'),
      fileWithObject('b/3'),
      fileWithObject('c/4'),
    );
    await askAndCount(lake);
    addToLake(lake, fileWithObject('a/2', 'changed'), fileWithObject('a/5'), fileWithObject('d/6'));
    rmSync(join(lake, lakeKeyOf(fileWithObject('b/3'))));
    rmSync(join(lake, 'headers/collection=c'), { recursive: true });
    const { rows, loaded } = await askAndCount(lake);
    expect(rows).toEqual([
      ['a/1', 'a/1'],
      ['a/2', 'changed'],
      ['a/5', 'a/5'],
      ['d/6', 'd/6'],
    ]);
    expect(loaded).toBe(3);
  });
  it('follows changes in many collections', async () => {
    const names = Array.from({ length: 230 }, (_, number) => `n${number}/a`);
    const lake = lakeOf(...names.map((name) => fileWithObject(name)));
    await askAndCount(lake);
    addToLake(lake, ...names.slice(1).map((name) => fileWithObject(name.replace('a', 'b'))));
    rmSync(join(lake, lakeKeyOf(fileWithObject('n0/a'))));
    const { rows, loaded } = await askAndCount(lake);
    expect(loaded).toBe(229);
    expect(rows).toHaveLength(2 * 229);
  });
  it('checks no file of a folder whose time has not changed', async () => {
    const lake = lakeOf(fileWithObject('a/1'));
    settle(lake);
    await askAndCount(lake);
    const folder = `${lake}/headers/collection=a`;
    const { atime, mtime } = statSync(folder);
    addToLake(lake, fileWithObject('a/2'));
    utimesSync(folder, atime, mtime);
    expect((await askAndCount(lake)).rows).toHaveLength(1);
  });
  it('checks a folder again if it had changed just before', async () => {
    const lake = lakeOf(fileWithObject('a/1'));
    const folder = `${lake}/headers/collection=a`;
    const soon = new Date(Date.now() + 60_000);
    utimesSync(folder, soon, soon);
    await askAndCount(lake);
    addToLake(lake, fileWithObject('a/2'));
    utimesSync(folder, soon, soon);
    expect((await askAndCount(lake)).rows).toHaveLength(2);
  });
  it('is rebuilt if the lake is moved, and is the same for all links to a lake', async () => {
    const lake = lakeOf(fileWithObject('a/1'));
    settle(lake);
    await askAndCount(lake);
    const moved = join(tempFolder(), 'moved');
    renameSync(lake, moved);
    expect(await askAndCount(moved)).toMatchObject({ rows: [['a/1', 'a/1']], loaded: 1 });
    symlinkSync(moved, lake);
    expect(await askAndCount(lake)).toMatchObject({ rows: [['a/1', 'a/1']], loaded: 0 });
  });
  it('drops the objects of a deleted collection, even if it had changed just before', async () => {
    const lake = lakeOf(fileWithObject('a/1'), fileWithObject('b/2'));
    const soon = new Date(Date.now() + 60_000);
    utimesSync(`${lake}/headers/collection=b`, soon, soon);
    await askAndCount(lake);
    rmSync(`${lake}/headers/collection=b`, { recursive: true });
    expect((await askAndCount(lake)).rows).toEqual([['a/1', 'a/1']]);
  });
  it('works in a folder whose name has wildcards and quotes', async () => {
    const lake = join(tempFolder(), "it's [a-c]*?.lake");
    addToLake(lake, fileWithObject('a/1'), fileWithObject('b/2'));
    expect((await askAndCount(lake)).rows).toHaveLength(2);
  });
  it('leaves out files that are not lake objects', async () => {
    const lake = lakeOf(fileWithObject('a/1'));
    const folder = `${lake}/headers/collection=a`;
    for (const name of ['_hidden.csv.gz', '.hidden.csv.gz', 'readme.txt'])
      writeFileSync(`${folder}/${name}`, 'x');
    mkdirSync(`${folder}/folder.csv.gz`);
    mkdirSync(`${lake}/headers/other`);
    const lakeNow = await openLake(lake);
    expect(lakeNow).toMatchObject({ objects: 1, damaged: [] });
    lakeNow.close();
  });
  it('is rebuilt if it is damaged, truncated, missing, or from another release', async () => {
    const lake = lakeOf(fileWithObject('a/1'));
    settle(lake);
    const file = databaseIn(cacheFolder(lake));
    const spoil = [
      () => writeFileSync(file, 'not a database'),
      () => writeFileSync(file, ''),
      () => truncateSync(file, 5000),
      () => rmSync(file),
      () => changeDatabase(file, "UPDATE format SET format = '0'", 'DROP TABLE cards'),
    ];
    for (const how of spoil) {
      await askAndCount(lake);
      await how();
      expect(await askAndCount(lake), String(how)).toMatchObject({
        rows: [['a/1', 'a/1']],
        loaded: 1,
        notices: [],
      });
    }
  });
  it.each([['.wal'], ['.wal', '.wal.checkpoint']])(
    'is usable after a killed ingest left %j beside it',
    async (...journals) => {
      const lake = lakeOf(fileWithObject('a/1'));
      settle(lake);
      await askAndCount(lake);
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
      expect(await askAndCount(lake)).toMatchObject({ rows: [['a/1', 'a/1']], notices: [] });
      expect(readdirSync(cacheFolder(lake))).toEqual(['lake.duckdb', 'lake.json', 'lake.seen']);
    },
  );
});
