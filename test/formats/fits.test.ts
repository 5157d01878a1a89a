import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer, Value } from '../../lib/engines/answer.ts';
import type { Describe } from '../../lib/formats/column-about.ts';
import { type FitsRows, fits, type Spool } from '../../lib/formats/fits.ts';
import { NotRepresentable } from '../../lib/formats/not-representable.ts';
import { columnMetadata } from '../../lib/sql/view-columns.ts';
import { effort } from '../helpers/effort.ts';
import { type ReadTable, readFits } from './read-fits.ts';
import { columnsOf } from './written.ts';

// Other programs check the whole format: npm run test:python.

function memorySpool(size = 0): Spool {
  const kept: FitsRows[] = [];
  return { add: (rows) => void kept.push(rows), pieces: () => kept, size: () => size };
}

async function bytesOf(answer: Answer, describe: Describe, spool = memorySpool()): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of fits(answer, describe, spool)) parts.push(part);
  return Buffer.concat(parts);
}

async function fitsOf(
  names: readonly string[],
  pieces: readonly (readonly (readonly Value[])[])[] = [],
  describe: Describe = () => ({}),
): Promise<ReadTable> {
  async function* inPieces() {
    yield* pieces;
  }
  return readFits(await bytesOf({ columns: columnsOf(names), pieces: inPieces() }, describe));
}

const rows = (...values: readonly Value[]) => [values.map((value) => [value])];
const firsts = ({ rows: found }: ReadTable): Buffer[] => found.map(([value]) => value ?? Buffer.alloc(0));
const texts = (table: ReadTable): string[] => firsts(table).map((bytes) => bytes.toString('latin1'));

describe('fits', () => {
  it('is a table whose size is known, whatever the pieces are', async () => {
    const table = await fitsOf(
      ['n:integer', 'x'],
      [
        [[1, 'a']],
        [],
        [
          [2, 'longer'],
          [3, ''],
        ],
      ],
    );
    expect(Object.fromEntries(table.cards)).toMatchObject({
      ...{
        XTENSION: 'BINTABLE',
        BITPIX: '8',
        NAXIS: '2',
        NAXIS1: '10',
        NAXIS2: '3',
        PCOUNT: '0',
        GCOUNT: '1',
      },
      ...{ TFIELDS: '2', TTYPE1: 'n', TFORM1: 'J', TTYPE2: 'x', TFORM2: '6A' },
    });
    expect(table.rows.map(([n]) => n?.readInt32BE())).toEqual([1, 2, 3]);
    expect(table.rows.map(([, x]) => x?.toString())).toEqual(['a\0\0\0\0\0', 'longer', '\0\0\0\0\0\0']);
  });

  it('has columns even without rows', async () => {
    const { cards, rows: found } = await fitsOf(['n:bigint', 'x', 'd:double', 'b:boolean']);
    expect([1, 2, 3, 4].map((at) => cards.get(`TFORM${at}`))).toEqual(['K', '1A', 'D', 'L']);
    expect(found).toEqual([]);
  });

  it('writes an integer that does not occur for NULL, and declares it', async () => {
    const least = -(2n ** 63n);
    expect((await fitsOf(['n:bigint'], rows(1n, 2n))).cards.has('TNULL1')).toBe(false);
    const table = await fitsOf(['n:bigint'], rows(least, null, least + 1n, 9007199254740993n));
    expect(table.cards.get('TNULL1')).toBe(String(least + 2n));
    expect(firsts(table).map((bytes) => bytes.readBigInt64BE())).toEqual([
      ...[least, least + 2n, least + 1n, 9007199254740993n],
    ]);
    const small = await fitsOf(['n:integer'], rows(-(2 ** 31), null));
    expect(small.cards.get('TNULL1')).toBe(String(-(2 ** 31) + 1));
  });

  it('refuses NULL among integers only if no number is left for it', async () => {
    const taken = Array.from({ length: 64 }, (_, at) => -(2 ** 31) + at);
    await expect(fitsOf(['n:integer'], rows(null, ...taken))).rejects.toMatchObject({ column: 'n' });
    expect((await fitsOf(['n:integer'], rows(...taken))).rows).toHaveLength(64);
  });

  it('writes logical values, and numbers if one of them is NULL', async () => {
    const plain = await fitsOf(['b:boolean'], rows(true, false));
    expect([plain.cards.get('TFORM1'), texts(plain)]).toEqual(['L', ['T', 'F']]);
    const { cards, ...table } = await fitsOf(['b:boolean'], rows(true, false, null));
    expect([cards.get('TFORM1'), cards.get('TNULL1')]).toEqual(['B', '255']);
    expect(firsts({ cards, ...table }).map((bytes) => bytes.readUInt8())).toEqual([1, 0, 255]);
  });

  it('writes NaN for NULL among doubles', async () => {
    const table = await fitsOf(['d:double'], rows(-0, null, Number.NEGATIVE_INFINITY, '0.1'));
    expect(firsts(table).map((bytes) => bytes.readDoubleBE())).toEqual([
      ...[-0, Number.NaN, Number.NEGATIVE_INFINITY, 0.1],
    ]);
  });

  it('writes times and lists as text', async () => {
    expect(texts(await fitsOf(['t:timestamp'], rows('1969-12-31 23:59:59+00')))).toEqual([
      '1969-12-31T23:59:59',
    ]);
    expect(texts(await fitsOf(['x'], rows([1, null, { a: 'b' }])))).toEqual(['[1,null,{"a":"b"}]']);
  });

  it('writes ASCII only, and says how much was changed', async () => {
    const table = await fitsOf(['x'], rows('Ångström', '🌌', 'a\nb', 'plain?'));
    expect(texts(table).map((text) => text.replace(/\0+$/, ''))).toEqual(['?ngstr?m', '?', 'a?b', 'plain?']);
    expect(table.cards.get('COMMENT')).toMatch(/ 3 values/);
  });

  it('names columns so that every reader accepts the names', async () => {
    const { cards } = await fitsOf(['count(*)', 'a', 'A', 'a:1', '_x_', 'é', '?']);
    expect(Array.from({ length: 7 }, (_, at) => cards.get(`TTYPE${at + 1}`))).toEqual([
      ...['count', 'a', 'A_2', 'a_3', '_x_', 'column', 'column_2'],
    ]);
    expect([cards.get('TCOMM1'), cards.get('TCOMM2'), cards.get('TCOMM6')]).toEqual([
      'count(*)',
      undefined,
      '?',
    ]);
  });

  it('gives a column with a long name a shorter one, which fits on a card', async () => {
    const long = 'n'.repeat(70);
    const { cards } = await fitsOf([long, `${long}2`, 'x']);
    const names = [1, 2, 3].map((at) => cards.get(`TTYPE${at}`) ?? '');
    expect(names).toEqual([long.slice(0, 60), `${long.slice(0, 60)}_2`, 'x']);
    expect([1, 2, 3].map((at) => cards.get(`TCOMM${at}`))).toEqual([long, `${long}2`, undefined]);
  });

  it('says what is known about a column, however long it is', async () => {
    const about = `it's ${"''long'' ".repeat(30)}`.trimEnd();
    const { cards } = await fitsOf(['s_ra:double', 's_dec', 'x'], [], (name) =>
      name === 'x' ? { about } : columnMetadata(name),
    );
    expect(Object.fromEntries(cards)).toMatchObject({
      ...{ TUNIT1: 'deg', TUCD1: 'pos.eq.ra', TUTYP1: expect.stringMatching(/^obscore:Char\.SpatialAxis/) },
      ...{ TCOMM1: 'right ascension of the centre, ICRS', TCOMM3: about, LONGSTRN: 'OGIP 1.0' },
    });
    expect(cards.has('TUNIT2')).toBe(false);
  });

  it('keeps any printable ASCII', async () => {
    const ascii = fc.string({
      unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(ascii), ascii, async (values, about) => {
        const table = await fitsOf(['x'], rows(...values), () => ({ about }));
        expect(texts(table).map((text) => text.replace(/\0+$/, ''))).toEqual(values);
        expect(table.cards.get('TCOMM1')).toBe(about.trimEnd());
      }),
      { numRuns: effort(100) },
    );
  });

  it('refuses more columns than FITS can have', async () => {
    const names = Array.from({ length: 1000 }, (_, at) => `c${at}`);
    await expect(fitsOf(names)).rejects.toThrow(NotRepresentable);
    expect((await fitsOf(names.slice(1))).cards.get('TFIELDS')).toBe('999');
  });

  it('refuses a table that would be mostly padding', async () => {
    const pieces = (async function* () {
      yield [['x'.repeat(2 ** 20), 1]];
      for (let piece = 0; piece < 500; piece++) yield Array.from({ length: 10 }, () => ['', 1]);
    })();
    const answer = { columns: columnsOf(['long', 'n:integer']), pieces };
    await expect(bytesOf(answer, () => ({}), memorySpool(2 ** 21))).rejects.toMatchObject({ column: 'long' });
  });
});
