import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { table } from '../../lib/formats/table.ts';
import { cut, width } from '../../lib/formats/width.ts';
import { written } from './written.ts';

const lines = async (...args: Parameters<typeof written> extends [unknown, ...infer Rest] ? Rest : never) =>
  (await written(table, ...args)).text.split('\n');

describe('table', () => {
  it('has numbers to the right, NULL for what is undefined, and says how many rows there are', async () => {
    expect(
      await lines(
        ['object', 'exptime:number', 'filter'],
        [
          [
            ['M31', 120, 'R'],
            ['NGC 1365', 1.5, null],
          ],
          [['', 2700, 'NULL']],
        ],
      ),
    ).toEqual([
      'object    exptime  filter',
      '--------  -------  ------',
      'M31           120  R',
      'NGC 1365      1.5  NULL',
      '             2700  NULL',
      '(3 rows)',
      '',
    ]);
  });
  it('says so where there is nothing, or one row', async () => {
    expect(await lines(['a'], [])).toEqual(['a', '-', '(0 rows)', '']);
    expect((await lines(['a'], [[[1]]])).at(-2)).toBe('(1 row)');
  });
  it('lets no control character through, in values or names', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const { text: shown } = await written(table, [text.replaceAll(':', ''), 'b'], [[[text, [text]]]]);
        expect(shown).not.toMatch(/[^\P{Cc}\n]|[\u2028-\u202e\u2066-\u2069]/u);
        expect(shown.split('\n')).toHaveLength(5);
      }),
    );
  });
  it('aligns characters that take two columns or none', async () => {
    expect(
      await lines(
        ['a', 'b'],
        [
          [
            ['星雲', 'x'],
            ['e\u0301', 'y'],
            ['abcd', 'z'],
          ],
        ],
      ),
    ).toEqual(['a     b', '----  -', '星雲  x', 'e\u0301     y', 'abcd  z', '(3 rows)', '']);
  });

  describe('on a terminal', () => {
    it('cuts the widest columns until lines fit', async () => {
      const row = ['short', 'x'.repeat(100), 'y'.repeat(30)];
      const shown = await lines(['a', 'b', 'c'], [[row]], { width: 60 });
      expect([59, 60]).toContain(Math.max(...shown.map(width)));
      expect(shown[2]).toMatch(/^short {2}x+… {2}y+…?$/);
    });
    it('leaves narrow columns alone, however many there are', async () => {
      const names = Array.from({ length: 20 }, (_, index) => `c${index}`);
      const [, , row] = await lines(names, [[names.map(() => '12345678')]], { width: 40 });
      expect(row).not.toContain('…');
    });
    it('shows the first 2,000 rows, reads no more, and says how to get all', async () => {
      const piece = Array.from({ length: 1500 }, (_, index) => [index]);
      const { text, rows, read } = await written(table, ['a:number'], [piece, piece, piece, piece], {
        width: 80,
      });
      expect(text.split('\n')).toHaveLength(2000 + 4);
      expect(text).toMatch(
        /\(the first 2,000 rows; all of them: --format csv, or into a file: --output FILE\)\n$/,
      );
      expect([rows, read]).toEqual([2000, 2]);
    });
  });

  it('anywhere else shows every row, uncut', async () => {
    const piece = Array.from({ length: 1500 }, () => ['x'.repeat(200)]);
    const { text, rows } = await written(table, ['a'], [piece, piece, [['y'.repeat(300)]]]);
    expect(rows).toBe(3001);
    expect(text).toContain(`\n${'y'.repeat(300)}\n(3,001 rows)\n`);
    expect(text).not.toContain('…');
  });
});

describe('cut', () => {
  it('gives text of at most so many columns', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, most) => {
        const short = cut(text, most);
        expect(width(short)).toBeLessThanOrEqual(most);
        if (width(text) <= most) expect(short).toBe(text);
        else expect(short.endsWith('…')).toBe(true);
      }),
    );
  });
});
