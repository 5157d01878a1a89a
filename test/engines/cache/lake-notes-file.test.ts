import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { notesIn, openNotes } from '../../../lib/engines/cache/lake-notes.ts';
import { cacheFolder } from '../../../lib/engines/cache/location.ts';
import { noteObjects } from '../../../lib/engines/cache/note-objects.ts';
import { listed, note, notedLake, unaided } from '../../helpers/noted-lake.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

describe('the file with the notes', () => {
  it.each<readonly [string, (file: string) => void]>([
    ['it is missing', (file) => rmSync(file)],
    ['it is empty', (file) => writeFileSync(file, '')],
    [
      'it has another format',
      (file) =>
        writeFileSync(file, String(readFileSync(file, 'latin1')).replace('notes 1', 'notes 2'), 'latin1'),
    ],
    ['it is something else', (file) => writeFileSync(file, 'x'.repeat(100_000))],
    [
      'it is damaged',
      (file) =>
        writeFileSync(
          file,
          readFileSync(file).map((byte, at) => (at === 60 ? byte ^ 1 : byte)),
        ),
    ],
    ['it is incomplete', (file) => writeFileSync(file, readFileSync(file).subarray(0, -1))],
    ['others can write to it', (file) => chmodSync(file, 0o620)],
    ['others can write to its folder', (file) => chmodSync(file.slice(0, file.lastIndexOf('/')), 0o770)],
    ['it has another name too', (file) => linkSync(file, `${tempFolder()}/x`)],
    [
      'it is a link',
      (file) => {
        renameSync(file, `${tempFolder()}/x`);
        symlinkSync('/etc/passwd', file);
      },
    ],
    [
      'it is a folder',
      (file) => {
        rmSync(file);
        mkdirSync(file);
      },
    ],
  ])('is not used if %s', async (_, change) => {
    const lake = await notedLake();
    change(notesIn(cacheFolder(lake)));
    expect(await listed(lake)).toEqual({ found: await unaided(lake), opened: 3, recalled: 0 });
  });
  it.skipIf(process.geteuid?.() !== 0)('is not used if it belongs to another user', async () => {
    const lake = await notedLake();
    chownSync(notesIn(cacheFolder(lake)), 65_534, 65_534);
    expect(await listed(lake)).toMatchObject({ opened: 3, recalled: 0 });
  });
  it('is replaced, not written through a link', async () => {
    const lake = await notedLake();
    const [file, outside] = [notesIn(cacheFolder(lake)), `${tempFolder()}/outside`];
    writeFileSync(outside, 'precious');
    rmSync(file);
    symlinkSync(outside, file);
    await note(lake);
    expect(readFileSync(outside, 'utf8')).toBe('precious');
    expect(await listed(lake)).toMatchObject({ opened: 0, recalled: 3 });
  });
  it('stays as it was if noting is stopped, or fails', async () => {
    const lake = await notedLake();
    const file = notesIn(cacheFolder(lake));
    const before = readFileSync(file);
    const controller = new AbortController();
    await noteObjects(lake, async () => controller.abort(), controller.signal);
    await noteObjects(lake, async () => Promise.reject(new Error('the disk is full')));
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(cacheFolder(lake))).toEqual(['lake.json', 'lake.notes']);
  });
  it('is not made for a lake that does not exist', async () => {
    await note('/nowhere/lake');
    const notes = openNotes('/nowhere/lake');
    expect(notes.recall('headers/x', () => undefined)).toBeUndefined();
    notes.close();
    expect(existsSync('/nowhere')).toBe(false);
  });
  it('may be made by two processes at once', async () => {
    const lake = await notedLake();
    await Promise.all([note(lake), note(lake)]);
    expect(await listed(lake)).toMatchObject({ found: await unaided(lake) });
  });
});
