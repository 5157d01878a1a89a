import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { isIntact } from '../../../lib/engines/cache/checked.ts';
import { damagedObjects } from '../../../lib/engines/cache/damaged-objects.ts';
import { databaseIn } from '../../../lib/engines/cache/database-files.ts';
import { cacheFolder } from '../../../lib/engines/cache/location.ts';
import { openLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { lakeOf } from '../../helpers/ask.ts';
import { settle } from '../../helpers/ask-and-count.ts';
import { changeDatabase } from '../../helpers/duckdb-file.ts';
import { hold } from '../../helpers/hold.ts';
import { SETTLED } from '../../helpers/noted-lake.ts';
import { addToLake, fileWithObject, lakeKeyOf } from '../../helpers/small-lake.ts';

const FILES = ['a/1', 'a/2', 'c d/3'].map((key) => fileWithObject(key));

async function query(lake: string): Promise<void> {
  (await openLake(lake)).close();
}

describe('damagedObjects', () => {
  it('returns the keys of the objects that the last query could not read', async () => {
    const lake = lakeOf(...FILES);
    writeFileSync(join(lake, lakeKeyOf(FILES[0]!)), 'damaged');
    writeFileSync(join(lake, lakeKeyOf(FILES[2]!)), '');
    await query(lake);
    const before = readFileSync(databaseIn(cacheFolder(lake)));
    expect(await damagedObjects(lake)).toEqual(new Set([lakeKeyOf(FILES[0]!), lakeKeyOf(FILES[2]!)]));
    expect(readFileSync(databaseIn(cacheFolder(lake))).equals(before)).toBe(true);
    addToLake(lake, FILES[0]!);
    await query(lake);
    expect(await damagedObjects(lake)).toEqual(new Set([lakeKeyOf(FILES[2]!)]));
  });
  it('returns nothing if there is no cache, and creates none', async () => {
    const lake = lakeOf(...FILES);
    expect(await damagedObjects(lake)).toEqual(new Set());
    expect(await damagedObjects(`${lake}/nowhere`)).toEqual(new Set());
    expect(existsSync(cacheFolder(lake))).toBe(false);
    mkdirSync(cacheFolder(lake));
    expect(await damagedObjects(lake)).toEqual(new Set());
  });
  it('returns nothing if the cache is not a database, from another release, or open for writing', async () => {
    const lake = lakeOf(...FILES);
    writeFileSync(join(lake, lakeKeyOf(FILES[0]!)), 'damaged');
    await query(lake);
    const writer = await hold(lake, 'write');
    expect(await damagedObjects(lake)).toEqual(new Set());
    await writer.release();
    expect(await damagedObjects(lake)).not.toEqual(new Set());
    await changeDatabase(databaseIn(cacheFolder(lake)), "UPDATE format SET format = '0'");
    expect(await damagedObjects(lake)).toEqual(new Set());
    writeFileSync(databaseIn(cacheFolder(lake)), 'not a database');
    expect(await damagedObjects(lake)).toEqual(new Set());
  });
  it('notes that none is damaged, until the database changes', async () => {
    const lake = lakeOf(...FILES);
    await query(lake);
    const folder = cacheFolder(lake);
    const later = new Date(Date.now() + 1e9);
    utimesSync(databaseIn(folder), later, later);
    expect(await damagedObjects(lake)).toEqual(new Set());
    expect(isIntact(folder)).toBe(false);
    utimesSync(databaseIn(folder), 1e9, 1e9);
    await pause(SETTLED);
    expect(await damagedObjects(lake)).toEqual(new Set());
    expect(isIntact(folder)).toBe(true);
    expect(await damagedObjects(lake)).toEqual(new Set());
    writeFileSync(join(lake, lakeKeyOf(FILES[1]!)), 'damaged');
    settle(lake, 20);
    await query(lake);
    expect(isIntact(folder)).toBe(false);
    expect(await damagedObjects(lake)).toEqual(new Set([lakeKeyOf(FILES[1]!)]));
    await pause(SETTLED);
    expect(await damagedObjects(lake)).toEqual(new Set([lakeKeyOf(FILES[1]!)]));
    expect(isIntact(folder)).toBe(false);
  });
});
