import {
  appendFileSync,
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { notesIn } from '../../../lib/engines/cache/lake-notes.ts';
import { cacheFolder } from '../../../lib/engines/cache/location.ts';
import { lakeStore } from '../../../lib/stores/lake-store.ts';
import {
  KEYS,
  listed,
  MODIFIED,
  note,
  notedLake,
  SETTLED,
  unaided,
  writeObject,
} from '../../helpers/noted-lake.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const [FIRST = '', SECOND = ''] = KEYS;

describe('the notes of a lake', () => {
  it('spare a listing opening objects that have not changed', async () => {
    const lake = await notedLake();
    expect(await listed(lake)).toEqual({ found: await unaided(lake), opened: 0, recalled: 3 });
    expect(lstatSync(notesIn(cacheFolder(lake))).mode & 0o777).toBe(0o600);
  });
  it('leave nothing in the lake, and need no DuckDB', async () => {
    const lake = await notedLake();
    expect(readdirSync(lake).sort()).toEqual(['.writing', 'headers']);
    expect(readdirSync(cacheFolder(lake))).toEqual(['lake.json', 'lake.notes']);
  });

  const inPlace = (path: string): void => {
    writeFileSync(path, readFileSync(path).fill(0, 12));
    utimesSync(path, MODIFIED, MODIFIED);
  };
  it.each<readonly [string, (path: string, lake: string) => void]>([
    ['was changed in place, with the same size and time', inPlace],
    ['was touched', (path) => utimesSync(path, 1e9, 1e9)],
    ['has another mode', (path) => chmodSync(path, 0o600)],
    ['is longer', (path) => appendFileSync(path, 'x')],
    ['is shorter', (path) => writeFileSync(path, readFileSync(path).subarray(0, 30))],
    ['is empty', (path) => writeFileSync(path, '')],
    [
      'was replaced by another one',
      (path, lake) => {
        writeFileSync(path, readFileSync(`${lake}/${SECOND}`));
      },
    ],
    [
      'was moved here from elsewhere',
      (path) => {
        renameSync(path, `${path}.old`);
        writeFileSync(path, readFileSync(`${path}.old`));
        rmSync(`${path}.old`);
      },
    ],
    [
      'is a link',
      (path) => {
        const elsewhere = `${tempFolder()}/x`;
        renameSync(path, elsewhere);
        symlinkSync(elsewhere, path);
      },
    ],
    [
      'is gone',
      (path) => {
        rmSync(path);
      },
    ],
    [
      'is a folder',
      (path) => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
  ])('are not used for an object that %s', async (_, change) => {
    const lake = await notedLake();
    change(`${lake}/${FIRST}`, lake);
    const expected = await unaided(lake);
    expect(await listed(lake)).toMatchObject({ found: expected, recalled: 2 });
  });
  it('are not used for an object that another writer replaced', async () => {
    const lake = await notedLake();
    const store = lakeStore(lake);
    const ifMatch = (await store.head(FIRST))?.etag ?? '';
    await store.write(FIRST, gzipSync('x'), { ifMatch, metadata: { kind: 'rows', generation: '7' } });
    const { found, opened } = await listed(lake);
    expect(found).toEqual(await unaided(lake));
    expect(found[0]).toMatchObject({ metadata: { generation: '7' } });
    expect(opened).toBe(1);
  });
  it('include objects that came later, and no others, when they are made again', async () => {
    const lake = await notedLake();
    rmSync(`${lake}/${SECOND}`);
    const added = FIRST.replace('a/', 'c/');
    await writeObject(lake, added, '4');
    await pause(SETTLED);
    expect(await listed(lake)).toMatchObject({ opened: 1, recalled: 2 });
    await note(lake);
    expect(await listed(lake)).toEqual({ found: await unaided(lake), opened: 0, recalled: 3 });
  });
  it('do not include an object that has just changed, nor one that changes in the future', async () => {
    const lake = await notedLake();
    const later = new Date(Date.now() + 1e9);
    utimesSync(`${lake}/${FIRST}`, later, later);
    await pause(SETTLED);
    utimesSync(`${lake}/${SECOND}`, 1e9, 1e9);
    await note(lake);
    expect(await listed(lake)).toMatchObject({ recalled: 1 });
  });
  it('do not include damaged objects, or those whose metadata cannot be stored', async () => {
    const lake = await notedLake();
    writeFileSync(`${lake}/${FIRST}`, gzipSync('damaged'));
    for (const [index, metadata] of [{ kind: 'ü' }, { 'a b': 'c' }, { kind: 'x'.repeat(31_000) }].entries())
      await lakeStore(lake).write(`headers/collection=d/${index}.csv.gz`, gzipSync('x'), {
        ifMatch: null,
        metadata,
      });
    await pause(SETTLED);
    await note(lake);
    expect(await listed(lake)).toMatchObject({ found: await unaided(lake), recalled: 3 });
  });
});
