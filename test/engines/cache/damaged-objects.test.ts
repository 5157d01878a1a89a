import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { whileWriting } from '../../../lib/engines/cache/attach.ts';
import { damagedObjects } from '../../../lib/engines/cache/damaged-objects.ts';
import { databaseIn } from '../../../lib/engines/cache/database-files.ts';
import { cacheFolder } from '../../../lib/engines/cache/location.ts';
import { openSession } from '../../../lib/engines/cache/session.ts';
import { openLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { lakeOf } from '../../helpers/ask.ts';
import { hold } from '../../helpers/hold.ts';
import { addToLake, lakeKeyOf } from '../../helpers/small-lake.ts';

const told = (key: string) => ({ bucket: 'b', key, hdus: [[['OBJECT', key]]] }) as const;
const ALL = [told('a/1'), told('a/2'), told('c d/3')];

async function query(lake: string): Promise<void> {
  (await openLake(lake)).close();
}

describe('damagedObjects', () => {
  it('are those that the last query could not read, by the keys of the lake', async () => {
    const lake = lakeOf(...ALL);
    writeFileSync(join(lake, lakeKeyOf(ALL[0]!)), 'damaged');
    writeFileSync(join(lake, lakeKeyOf(ALL[2]!)), '');
    await query(lake);
    const before = readFileSync(databaseIn(cacheFolder(lake)));
    expect(await damagedObjects(lake)).toEqual(new Set([lakeKeyOf(ALL[0]!), lakeKeyOf(ALL[2]!)]));
    expect(readFileSync(databaseIn(cacheFolder(lake))).equals(before)).toBe(true);
    addToLake(lake, ALL[0]!);
    await query(lake);
    expect(await damagedObjects(lake)).toEqual(new Set([lakeKeyOf(ALL[2]!)]));
  });
  it('are none where there is no cache, and none is made', async () => {
    const lake = lakeOf(...ALL);
    expect(await damagedObjects(lake)).toEqual(new Set());
    expect(await damagedObjects(`${lake}/nowhere`)).toEqual(new Set());
    expect(existsSync(cacheFolder(lake))).toBe(false);
    mkdirSync(cacheFolder(lake));
    expect(await damagedObjects(lake)).toEqual(new Set());
  });
  it('are none where the cache is no database, of another release, or open to be written', async () => {
    const lake = lakeOf(...ALL);
    writeFileSync(join(lake, lakeKeyOf(ALL[0]!)), 'damaged');
    await query(lake);
    const writer = await hold(lake, 'write');
    expect(await damagedObjects(lake)).toEqual(new Set());
    await writer.release();
    expect(await damagedObjects(lake)).not.toEqual(new Set());
    const { connection, close } = await openSession({});
    await whileWriting(connection, cacheFolder(lake), 0, () =>
      connection.run("UPDATE cache.format SET format = '0'"),
    );
    close();
    expect(await damagedObjects(lake)).toEqual(new Set());
    writeFileSync(databaseIn(cacheFolder(lake)), 'no database');
    expect(await damagedObjects(lake)).toEqual(new Set());
  });
});
