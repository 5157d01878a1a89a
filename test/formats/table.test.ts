import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { table } from '../../lib/formats/table.ts';
import { cut, cutLeft, width } from '../../lib/formats/width.ts';
import { written } from './written.ts';

const lines = async (...args: Parameters<typeof written> extends [unknown, ...infer Rest] ? Rest : never) =>
  (await written(table, ...args)).text.split('\n');

const ADVICE = { rows: 'get all rows', values: 'get all values' };

describe('table', () => {
  it('aligns numbers to the right, prints NULL, and ends with the number of rows', async () => {
    expect(
      await lines(
        ['object', 'exptime:double', 'filter'],
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
  it('counts no rows, and one row', async () => {
    expect(await lines(['a'], [])).toEqual(['a', '-', '(0 rows)', '']);
    expect((await lines(['a'], [[[1]]])).at(-2)).toBe('(1 row)');
  });
  it('prints no control character, in values or names', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const { text: shown } = await written(table, [text.replaceAll(':', ''), 'b'], [[[text, [text]]]]);
        expect(shown).not.toMatch(/[^\P{Cc}\n]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u);
        expect(shown.isWellFormed()).toBe(true);
        expect(shown.split('\n')).toHaveLength(5);
      }),
    );
  });
  it.each([undefined, 80])('replaces control characters and stays aligned (width %j)', async (width) => {
    const row = ['\u061c\u200e\u200f\u202e\u2066\x1b\n', 'x'];
    const shown = await lines(['a', 'b'], [[row]], width === undefined ? {} : { width });
    expect(shown.slice(0, 3)).toEqual([
      'a        b',
      '-------  -',
      '\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd  x',
    ]);
  });
  it('aligns characters that are two columns wide, or none', async () => {
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
    it('cuts the widest columns until the lines fit', async () => {
      const row = ['short', 'x'.repeat(100), 'y'.repeat(30)];
      const shown = await lines(['a', 'b', 'c'], [[row]], { width: 60 });
      expect([59, 60]).toContain(Math.max(...shown.slice(0, 3).map(width)));
      expect(shown[2]).toMatch(/^short {2}x+… {2}y+…?$/);
    });
    it('says when something is cut, and only then', async () => {
      const foot = '(values are cut to fit; all of them: get all values)';
      const row = ['x'.repeat(30), 'y'];
      expect((await lines(['a', 'b'], [[row]], { width: 30, advice: ADVICE })).slice(-3)).toEqual([
        '(1 row)',
        foot,
        '',
      ]);
      expect(await lines(['a', 'b'], [[row]], { width: 33, advice: ADVICE })).not.toContain(foot);
    });
    it('cuts paths and URLs at the left, so that files can be told apart', async () => {
      const url = 'file:///data/archive/meridian/20241102/m33-r.fits';
      const rows = [
        [url, 'data/with a blank/m33-g.fits', 'a/b/c/d/e/f/g.fits', 'it is 1/2 of what there was'],
      ];
      const shown = await lines(['source_url', 'source_key', 'x', 'reason'], [rows], { width: 78 });
      expect(shown[2]).toBe('…241102/m33-r.fits  … blank/m33-g.fits  a/b/c/d/e/f/g.fits  it is 1/2 of what…');
      expect(width(shown[2] ?? '')).toBe(78);
    });
    it('never cuts numbers and times', async () => {
      const row = ['x'.repeat(50), 123456789.12345679, '2024-09-12 23:41:07.123456', 2n ** 62n];
      const names = ['a', 'a_number:double', 'a_time:timestamp', 'n:double'];
      const whole = '123456789.12345679  2024-09-12 23:41:07.123456  4611686018427387904';
      expect(await lines(names, [[row]], { width: 78 })).toContain(`xxxxxxxx…  ${whole}`);
      expect(await lines(names, [[row]], { width: 74 })).toContain('n: 4611686018427387904');
    });
    it('prints records if no table fits', async () => {
      const names = ['object', 'exptime:double', ...Array.from({ length: 12 }, (_, index) => `c${index}`)];
      const row = ['NGC 1365', 339.5, ...Array.from({ length: 12 }, (_, index) => `value ${index} \n.`)];
      const { text } = await written(table, names, [[row, row]], { width: 80 });
      const record = `object: NGC 1365\nexptime: 339.5\n${row
        .slice(2)
        .map((value, index) => `c${index}: ${String(value).replace('\n', '\ufffd')}\n`)
        .join('')}\n`;
      expect(text).toBe(`${record}${record}(2 rows)\n`);
      expect((await written(table, names, [[row]], { width: 200 })).text).not.toContain('object: ');
      expect((await written(table, names, [], { width: 20 })).text).toBe('(0 rows)\n');
    });
    it('prints the first 200 records, whole', async () => {
      const row = Array.from({ length: 20 }, () => 'z'.repeat(100));
      const names = row.map((_, index) => `c${index}`);
      const { text } = await written(table, names, [Array.from({ length: 300 }, () => row)], {
        width: 80,
      });
      expect(text.match(/^c0: z{100}$/gm)).toHaveLength(200);
      expect(text).toMatch(/\(the first 200 rows\)\n$/);
    });
    it('shows the first 2,000 rows, reads no further, and says how to get all', async () => {
      const piece = Array.from({ length: 1500 }, (_, index) => [index]);
      const { text, read } = await written(table, ['a:double'], [piece, piece, piece, piece], {
        width: 80,
        advice: ADVICE,
      });
      expect(text.split('\n')).toHaveLength(2000 + 4);
      expect(text).toMatch(/\(the first 2,000 rows; all of them: get all rows\)\n$/);
      expect(read).toBe(2);
    });
  });

  it('shows every row whole if it is not on a terminal', async () => {
    const piece = Array.from({ length: 1500 }, () => ['x'.repeat(200)]);
    const { text } = await written(table, ['a'], [piece, piece, [['y'.repeat(300)]]]);
    expect(text).toContain(`\n${'y'.repeat(300)}\n(3,001 rows)\n`);
    expect(text).not.toContain('…');
  });
});

it('does not widen every line of a table for one enormous value', async () => {
  const { text } = await written(
    table,
    ['a', 'b:double'],
    [
      [
        ['x'.repeat(70_000), 1],
        ['short', 2],
      ],
    ],
  );
  expect(text.split('\n').map((line) => line.length)).toEqual([83, 83, 70_003, 83, 8, 0]);
  expect(text).toContain(`${'x'.repeat(70_000)}  1\n`);
});

describe('cutLeft', () => {
  it('returns the end of a text, in a limited number of columns', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, most) => {
        const short = cutLeft(text, most);
        expect(width(short)).toBeLessThanOrEqual(most);
        if (width(text) <= most) expect(short).toBe(text);
        else expect(short.startsWith('…') && text.endsWith(short.slice(1))).toBe(true);
      }),
    );
  });
});

describe('cut', () => {
  it('returns the beginning of a text, in a limited number of columns', () => {
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
