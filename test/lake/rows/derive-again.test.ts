import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HEADER_LINE } from '../../../lib/lake/columns.ts';
import { DamagedRows, type SourceFile } from '../../../lib/lake/extraction.ts';
import { pinned } from '../../../lib/lake/pinned.ts';
import { bodyWriters } from '../../../lib/lake/rows/body-writer.ts';
import { rowsAgain } from '../../../lib/lake/rows/derive-again.ts';
import { rowDeriver } from '../../../lib/lake/rows/derived-rows.ts';
import { writeFileRows } from '../../../lib/lake/rows/file-rows.ts';
import { rowBuffer } from '../../../lib/lake/rows/row-buffer.ts';
import { memoryStore } from '../../../lib/stores/memory.ts';
import { cardLine } from '../../helpers/card-lines.ts';
import { ofRevision1 } from '../../helpers/earlier-release.ts';
import { echoSky } from '../../helpers/echo-sky.ts';
import { effort } from '../../helpers/effort.ts';
import { image, primary } from '../../helpers/fits.ts';
import { put } from '../../helpers/store.ts';

const FILE: SourceFile = { bucket: 'archive', key: 'm31/a, "b" \u0001é.fits' };
const NOW = new Date('2026-11-25T01:02:03Z');

/** The CSV that an extraction of a file writes. */
async function extracted(bytes: Uint8Array, deriver = rowDeriver(undefined, echoSky)): Promise<string> {
  const store = memoryStore({ now: () => NOW, contentEtags: true });
  await put(store, FILE.key, bytes);
  const rows = rowBuffer();
  await writeFileRows(rows, FILE, pinned(store, FILE.key), { now: NOW, deriver });
  return HEADER_LINE + Buffer.from(rows.bytes.subarray(0, rows.length)).toString();
}

/** The CSV with other derived rows. */
const ofOtherRules = (csv: string): string => csv.replaceAll(/(,)[^,\n]*(,[^,\n]*,,derived\n)/g, '$1other$2');

async function again(csv: string, deriver = rowDeriver(undefined, echoSky)): Promise<string> {
  const { body } = await rowsAgain(deriver, bodyWriters())(gzipSync(csv, { level: 1 }), FILE);
  return gunzipSync(body).toString();
}

/** A file with these further cards in its HDUs. */
const fileOf = ([first, ...others]: readonly (readonly string[])[]): Buffer =>
  Buffer.concat([primary([], first), ...others.map((cards) => image([], cards))]);

describe('rows that are derived again from a lake object', () => {
  it('are those of a new extraction, whatever the cards are', async () => {
    const headers = fc.array(fc.array(cardLine, { maxLength: 12 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(headers, async (cards) => {
        const csv = await extracted(fileOf(cards));
        expect(await again(ofRevision1(csv))).toBe(csv);
        expect(await again(ofOtherRules(csv))).toBe(csv);
        expect(await again(csv)).toBe(csv);
      }),
      { numRuns: effort(80) },
    );
  });

  it('include the cards of headers that resemble each other', async () => {
    const cards = ["OBJECT  = 'M31'", 'EXPTIME = 5', "OBJECT  = ''", "FILTER  = ''", "FILTER  = 'R'"];
    const headers = [cards, cards, cards.toReversed(), cards.slice(1), [], cards, [...cards, ...cards]];
    const csv = await extracted(fileOf(headers));
    expect(await again(ofRevision1(csv))).toBe(csv);
    expect(csv.match(/^\d.*echo FILTER,R,/gm)).toHaveLength(6);
    expect(csv.match(/^\d.*echo OBJECT,M31,/gm)).toHaveLength(5);
  });

  it('are after the other rows of HDUs, and before those about the file', async () => {
    const csv = await extracted(fileOf([["OBJECT  = 'M31'"], []]));
    const types = csv
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((row) => row.slice(row.lastIndexOf(',') + 1));
    const order = types.filter((type, i) => (type === 'derived' || type === 'file') && types[i - 1] !== type);
    expect(order).toEqual(['derived', 'file']);
    expect(types.at(-1)).toBe('file');
    expect(csv).toContain(',source_url,s3://archive/m31/a%2C%20%22b%22%20%01%C3%A9.fits,,,file\n');
  });

  it('are read in pieces if there are many of them', async () => {
    const text = 'x'.repeat(60);
    const cards = Array.from({ length: 5000 }, (_, i) => `K${i}`.padEnd(8).concat(`= '${text}'`));
    const headers = Array.from({ length: 36 }, (_, i) => [...cards, `OBJECT  = 'M${i}'`]);
    const csv = await extracted(fileOf(headers));
    expect(csv.length).toBeGreaterThan(16 * 1024 * 1024);
    expect((await again(ofRevision1(csv))) === csv).toBe(true);
  });

  const folders = ['fits_data', '../shared/fits'].filter((folder) => existsSync(folder));
  it.each(folders)(
    'are those of a new extraction for every file of %s',
    async (folder) => {
      const names = globSync('**', { cwd: folder }).filter((name) => statSync(join(folder, name)).isFile());
      expect(names.length).toBeGreaterThan(5);
      const deriver = rowDeriver();
      for (const name of names) {
        const bytes = readFileSync(join(folder, name));
        const csv = await extracted(bytes, deriver);
        expect((await again(ofRevision1(csv), deriver)) === csv, name).toBe(true);
      }
    },
    120_000,
  );
});

describe('a lake object', () => {
  const damages: readonly [string, (csv: string) => string | Uint8Array][] = [
    ['that is not gzip', () => 'no such thing'],
    ['that is cut off', (csv) => gzipSync(csv).subarray(0, -20)],
    ['without rows', () => gzipSync('')],
    ['with other columns', (csv) => gzipSync(csv.replace('card_type', 'type'))],
    ['without rows about the file', (csv) => gzipSync(csv.replaceAll(/^.*,file\n/gm, ''))],
    ['whose last line is incomplete', (csv) => gzipSync(csv.slice(0, -1))],
    ['of another file', (csv) => gzipSync(csv.replaceAll('m31', 'm33'))],
    ['with a row of an unknown type', (csv) => gzipSync(csv.replace(',file\n', ',fail\n'))],
    ['with an empty line', (csv) => gzipSync(`${csv}\n`)],
    ['with a card without its HDU', (csv) => gzipSync(csv.replace(/^.*,type,PRIMARY.*\n/m, ''))],
    ['with a card after the rows about the file', (csv) => gzipSync(csv + /^0.*SIMPLE.*\n/m.exec(csv)?.[0])],
  ];
  it.each(damages)('%s is damaged', async (_, damaged) => {
    const csv = await extracted(fileOf([["OBJECT  = 'M31'"]]));
    const body = Buffer.from(damaged(csv));
    await expect(rowsAgain(rowDeriver(), bodyWriters())(body, FILE)).rejects.toThrow(DamagedRows);
  });
});
