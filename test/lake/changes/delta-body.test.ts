import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DELTA_HEADER_LINE, type LakeObjectState } from '../../../lib/lake/changes/delta.ts';
import { deltaBody } from '../../../lib/lake/changes/delta-body.ts';
import { HEADER_LINE } from '../../../lib/lake/columns.ts';
import { DamagedRows } from '../../../lib/lake/extraction.ts';
import { csvFields, csvRow, placeFields } from '../../../lib/lake/rows/csv.ts';
import { effort } from '../../helpers/effort.ts';

const FILE = { bucket: 'archive', key: 'm31/a,"b".fits' };
const STATE: LakeObjectState = {
  lakeKey: 'headers/collection=m31/0123456789abcdef-a.csv.gz',
  ...{ etag: 'an etag', generation: 7, written: new Date('2026-11-29T01:02:03.456Z') },
};
const ADDED = ['m31', '7', 'an etag', STATE.lakeKey, '2026-11-29T01:02:03.456000Z'];

/** The body of a lake object, in members of some rows. */
const bodyOf = (rows: readonly string[], perMember = rows.length + 1): Buffer =>
  Buffer.concat(
    Array.from({ length: Math.ceil(rows.length / perMember) || 1 }, (_, i) =>
      gzipSync(`${i === 0 ? HEADER_LINE : ''}${rows.slice(i * perMember, (i + 1) * perMember).join('')}`),
    ),
  );
const rowOf = (value: string, comment = ''): string =>
  csvRow(`0${placeFields(FILE.bucket, FILE.key)}`, 'string', 'OBJECT', value, comment, 3);
const linesOf = (delta: Uint8Array): string[] => gunzipSync(delta).toString().trimEnd().split('\n');

describe('the body of a delta', () => {
  it('has every row of the lake objects, with the same five fields at the end of each', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.tuple(text, text), { maxLength: 10 }), { maxLength: 5 }),
        fc.integer({ min: 1, max: 5 }),
        async (objects, perMember) => {
          const body = deltaBody();
          const rows = objects.map((cards) => cards.map(([value, comment]) => rowOf(value, comment)));
          for (const of of rows) await body.add(bodyOf(of, perMember), FILE, STATE);
          const [header, ...lines] = linesOf(body.end());
          expect(`${header}\n`).toBe(DELTA_HEADER_LINE);
          expect(lines.map(csvFields)).toEqual(
            rows.flat().map((row) => [...csvFields(row.trimEnd()), ...ADDED]),
          );
        },
      ),
      { numRuns: effort(100) },
    );
  });

  it('has the rows of a lake object whose text is too long for one piece', async () => {
    const rows = Array.from({ length: 9000 }, (_, i) => rowOf(`${i} ${'x'.repeat(2000 + (i % 90))}`));
    const body = deltaBody();
    // another one is added in the meantime
    await Promise.all([
      body.add(bodyOf(rows, 4000), FILE, STATE),
      body.add(bodyOf([rowOf('short')]), FILE, { ...STATE, generation: 8 }),
    ]);
    const [, ...lines] = linesOf(body.end());
    expect(lines).toHaveLength(rows.length + 1);
    expect(lines[0]).toContain(',8,');
    const ending = `,${ADDED.join(',')}`;
    expect(lines.slice(1).every((line, i) => line === `${rows[i]?.trimEnd()}${ending}`)).toBe(true);
  });

  const LONG = Array.from({ length: 9000 }, () => rowOf('x'.repeat(2000)));
  it.each<[string, Uint8Array]>([
    ['is not gzip', Buffer.from('rows')],
    ['is cut off', bodyOf([rowOf('a')]).subarray(0, -4)],
    ['has other columns', gzipSync(`a,b\n1,2\n`)],
    ['ends in a row', gzipSync(`${HEADER_LINE}0,archive`)],
    ['is empty', gzipSync('')],
    ['is long, and ends in a row', gzipSync(`${HEADER_LINE}${LONG.join('')}0,archive`)],
    ['is long, and is cut off', bodyOf(LONG).subarray(0, -9)],
    ['is long, and has other columns', gzipSync(`a,b\n${LONG.join('')}`)],
  ])('has no row of a lake object that %s', async (_, damaged) => {
    const body = deltaBody();
    await expect(body.add(damaged, FILE, STATE)).rejects.toThrow(DamagedRows);
    await body.add(bodyOf([rowOf('good')]), FILE, STATE);
    expect(linesOf(body.end())).toHaveLength(2);
  });
});
