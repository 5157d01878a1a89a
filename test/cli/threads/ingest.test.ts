import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readStamp } from '../../../lib/stores/gzip-metadata.ts';
import { lakeStore } from '../../../lib/stores/lake-store.ts';
import { downgrade } from '../../helpers/earlier-release.ts';
import { data, image, primary } from '../../helpers/fits.ts';
import { runMain } from '../../helpers/run-main.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const SAMPLES = resolve('fits_data');

/** Files with faults, and one that is too large for one member of gzip. */
function faultyFiles(): string {
  const folder = tempFolder();
  const put = (name: string, ...parts: readonly (Uint8Array | string)[]): void =>
    writeFileSync(join(folder, name), Buffer.concat(parts.map((part) => Buffer.from(part))));
  put('a-empty.fits');
  put('b-text.fits', 'no such thing');
  put('c-truncated.fits', primary([5000]), data(10));
  put('d-corrupt.fits.gz', '\x1f\x8b\x08\x00 nothing of the kind');
  put('e-end.fits', primary().subarray(0, 1000));
  const cards = Array.from({ length: 2000 }, (_, i) => `HIERARCH K${i} = '${'x'.repeat(50)}'`);
  put('f-long.fits', primary([], cards), ...Array(20).fill(image([], cards)));
  return folder;
}

/** What `ingest` printed and returned, without what differs between runs. */
async function ingest(lake: string, threads: number, ...args: readonly string[]) {
  const { stdout, stderr, status } = await runMain([
    ...['ingest', '--json', '--lake', lake, '--threads', String(threads)],
    ...args,
  ]);
  return { status, stderr, report: { ...JSON.parse(stdout), seconds: 0 } };
}

/** The lake objects by path: metadata and rows, without the times of extraction and removal. */
function objectsOf(lake: string): Map<string, string> {
  const paths = readdirSync(lake, { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.csv.gz'));
  const objects = paths.sort().map((path): [string, string] => {
    const bytes = readFileSync(join(lake, path));
    const { gone: _, ...metadata } = readStamp(bytes, bytes.length)?.metadata ?? {};
    const csv = gunzipSync(bytes).toString('latin1');
    return [path, JSON.stringify(metadata) + csv.replace(/(,(?:extracted_at|removed),)[^,]+/, '$1')];
  });
  return new Map(objects);
}

/** A digest of the rows that the cache has, except those with such times. */
async function rowsOf(lake: string): Promise<string> {
  const sql = `SELECT count(*), sum(hash(r)) FROM lake_rows AS r WHERE card_name NOT IN ('extracted_at', 'removed')`;
  const { stdout, stderr } = await runMain(['query', '--lake', lake, '--format', 'csv', sql]);
  expect(stderr).toBe('');
  return stdout;
}

describe('an ingest in several threads', () => {
  it('writes the same objects and rows as one in the main thread, and reports the same', async () => {
    const faulty = faultyFiles();
    const [one, two] = [join(tempFolder(), 'lake'), join(tempFolder(), 'lake')];
    const both = async (...args: readonly string[]) => {
      const expected = await ingest(one, 1, ...args);
      expect(await ingest(two, 2, ...args)).toEqual(expected);
      expect(objectsOf(two)).toEqual(objectsOf(one));
      expect(await rowsOf(two)).toBe(await rowsOf(one));
      return expected;
    };
    const first = await both(SAMPLES, faulty);
    expect(first).toMatchObject({ status: 3, stderr: '', report: { new: 24, faulty: 7, failed: 0 } });
    expect(objectsOf(one).size).toBe(24);

    // a removed, a new and a changed file
    rmSync(join(faulty, 'b-text.fits'));
    writeFileSync(join(faulty, 'g-new.fits'), primary());
    writeFileSync(join(faulty, 'a-empty.fits'), primary([3]));
    const second = await both(SAMPLES, faulty);
    expect(second.report).toMatchObject({ new: 1, changed: 1, removed: 1, unchanged: 22 });

    expect((await both('--force', SAMPLES)).report).toMatchObject({
      files: 18,
      requests: expect.any(Number),
    });
    for (const lake of [one, two]) await downgrade(lakeStore(lake));
    expect((await both(SAMPLES, faulty)).report).toMatchObject({ derived: 24, requests: 0 });
  });
});
