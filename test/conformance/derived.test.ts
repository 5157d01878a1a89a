import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { csvFields } from '../../lib/lake/rows/csv.ts';
import { extractor } from '../../lib/lake/rows/extract.ts';
import { memoryStore } from '../../lib/stores/memory.ts';
import { put } from '../helpers/store.ts';
import { expectedFiles } from './expected.ts';

// The derived rows of the samples against expected ones. UPDATE_DERIVED=1 writes those: read the difference before you
// commit it, because it changes what every lake says.

const EXPECTED = 'test/conformance/fits_data-derived.jsonl';
const BUCKET = 'samples';

/** The derived rows of a sample, one line of JSON each: file, HDU, name, value, source. */
async function derivedOf(name: string): Promise<string[]> {
  const store = memoryStore();
  await put(store, name, readFileSync(`fits_data/${name}`));
  const { body } = await extractor()(store, { bucket: BUCKET, key: name });
  return gunzipSync(body)
    .toString()
    .split('\n')
    .filter((row) => row.endsWith(',,derived'))
    .map((row) => {
      const [hdu = '', , , derived, value, source] = csvFields(row);
      return JSON.stringify([name, hdu === '' ? null : Number(hdu), derived, value, source]);
    });
}

const samples = [...(expectedFiles('test/conformance/fits_data-expected.jsonl')?.keys() ?? [])].sort();
const expected = existsSync(EXPECTED) ? readFileSync(EXPECTED, 'utf8').trimEnd().split('\n') : [];

describe('the derived rows of fits_data', () => {
  it.each(samples)('%s', async (name) => {
    const rows = await derivedOf(name);
    if (process.env['UPDATE_DERIVED'] === undefined)
      expect(rows).toEqual(expected.filter((line) => JSON.parse(line)[0] === name));
  });

  it('are those of the expected file, and of no other file', async () => {
    const lines = (await Promise.all(samples.map(derivedOf))).flat();
    if (process.env['UPDATE_DERIVED'] !== undefined) writeFileSync(EXPECTED, `${lines.join('\n')}\n`);
    else expect(lines).toEqual(expected);
    expect(lines.length).toBeGreaterThan(samples.length);
  });
});
