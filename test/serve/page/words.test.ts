import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agoText } from '../../../lib/serve/page/ago.ts';
import { orderedValues } from '../../../lib/serve/page/facets/order.ts';
import { cellText } from '../../../lib/serve/page/rows/cell-text.ts';
import { plotOf } from '../../../lib/serve/page/sql/plot-kind.ts';
import { dateText, typedTime } from '../../../lib/serve/page/time/dates.ts';
import { movedSpan, roundedTime, zoomedSpan } from '../../../lib/serve/page/time/spans.ts';
import { ticks } from '../../../lib/serve/page/time/ticks.ts';
import { hasText, linesOf } from '../../../lib/serve/page/viewer/card-list.ts';
import type { WireCard, WireFile } from '../../../lib/serve/page/wire.ts';

describe('times', () => {
  it.each([
    ['2024', 60_310],
    ['2024-09', 60_554],
    ['2024-09-12', 60_565],
    ['2024-09-12 12:00', 60_565.5],
    ['2024-09-12T06:00:00Z', 60_565.25],
    ['60565.9', 60_565.9],
  ])('%s is MJD %s', (text, mjd) => {
    expect(typedTime(text)).toBeCloseTo(mjd, 9);
  });
  it.each(['', 'yesterday', '2024-13', '2024-02-30', '12', '2024-09-12 25:00'])(
    '%s is not a time',
    (text) => {
      expect(typedTime(text)).toBeUndefined();
    },
  );
  it('are read as they are written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 33_000 * 86_400, max: 62_000 * 86_400 }), (seconds) => {
        expect(typedTime(dateText(seconds / 86_400))).toBeCloseTo(seconds / 86_400, 6);
      }),
    );
  });
  it('have marks at round dates, neither none nor too many', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 33_000, max: 62_000, noNaN: true }),
        fc.double({ min: -1.5, max: 4.6, noNaN: true }),
        (from, log) => {
          const to = from + 10 ** log;
          const marks = ticks({ from, to }, 12);
          expect(marks.length).toBeLessThanOrEqual(14);
          expect(marks.length).toBeGreaterThan(0);
          for (const { mjd } of marks) expect(mjd >= from - 1e-6 && mjd <= to + 1e-6).toBe(true);
        },
      ),
    );
  });
  it('are zoomed and moved within all of time', () => {
    const whole = { from: 50_000, to: 60_000 };
    expect(zoomedSpan(whole, whole, 2, 50_000)).toEqual({ from: 50_000, to: 55_000 });
    expect(zoomedSpan({ from: 50_000, to: 51_000 }, whole, 0.01, 50_500)).toEqual(whole);
    expect(movedSpan({ from: 50_000, to: 51_000 }, whole, -0.5)).toEqual({ from: 50_000, to: 51_000 });
    expect(movedSpan({ from: 59_000, to: 60_000 }, whole, 0.5)).toEqual({ from: 59_000, to: 60_000 });
  });
  it('are rounded to what a hand can point at', () => {
    expect(roundedTime(60_000.4321, 10)).toBe(60_000);
    expect(roundedTime(60_000.4321, 0.05)).toBe(60_000.416667);
  });
});

describe('an answer is drawn', () => {
  const column = (name: string, type: string) => ({ name, type });
  it('on the sky, if it has positions', () => {
    const plot = plotOf({
      columns: [column('s_ra', 'double'), column('s_dec', 'double')],
      rows: [
        [1, 2],
        [null, 3],
      ],
    });
    expect(plot).toEqual({ kind: 'sky', points: [[1, 2]] });
  });
  it('over time, with the numbers of groups', () => {
    const plot = plotOf({
      columns: [column('night', 'date'), column('files', 'bigint')],
      rows: [
        ['2023-02-25', '3'],
        ['2023-02-26', '4'],
      ],
    });
    expect(plot).toEqual({ kind: 'time', times: [60_000, 60_001], weights: [3, 4], label: 'files' });
  });
  it('as bars, by category', () => {
    const plot = plotOf({
      columns: [column('filter', 'text'), column('files', 'bigint')],
      rows: [
        ['R', 3],
        [null, 1],
      ],
    });
    expect(plot).toMatchObject({
      kind: 'bars',
      bars: [
        { text: 'R', value: 3 },
        { text: '(none)', value: 1 },
      ],
    });
  });
  it('not at all otherwise', () => {
    expect(plotOf({ columns: [column('path', 'text')], rows: [['a']] })).toBeUndefined();
    expect(plotOf({ columns: [column('files', 'bigint')], rows: [] })).toBeUndefined();
  });
});

describe('a facet', () => {
  it('has its most frequent values first, chosen ones always, and none as a value', () => {
    const counts = Uint32Array.from([1, 0, 5, 2]);
    const texts = (chosen: readonly string[], search?: string) =>
      orderedValues(['B', 'R', 'V'], counts, chosen, search).map(({ value, count }) => [value, count]);
    expect(texts([])).toEqual([
      ['V', 5],
      [null, 2],
      ['B', 1],
    ]);
    expect(texts(['R'])).toEqual([
      ['V', 5],
      [null, 2],
      ['B', 1],
      ['R', 0],
    ]);
    expect(texts([], 'none')).toEqual([[null, 2]]);
  });
});

describe('values in a table', () => {
  it.each([
    ['t_min', 60_000.5, '2023-02-25 12:00'],
    ['s_ra', 10.123456789, '10.123457'],
    ['n', null, ''],
    ['path', '/a/b/c/d.fits', '…/c/d.fits'],
    ['n', '9007199254740993', '9007199254740993'],
  ])('%s', (column, value, text) => {
    expect(cellText(column, value).text).toBe(text);
  });
  it('how long ago', () => {
    const now = Date.parse('2026-01-02T00:00:00Z');
    expect(
      ['2026-01-01T23:59:50Z', '2026-01-01T23:00:00Z', '2025-12-30T00:00:00Z'].map((at) => agoText(at, now)),
    ).toEqual(['just now', '1 hour ago', '3 days ago']);
  });
});

describe('two files side by side', () => {
  const card = (keyword: string, value: string | null, comment = ''): WireCard => ({
    keyword,
    value,
    comment,
    type: keyword === 'HISTORY' ? 'commentary' : 'string',
  });
  const file = (...hdus: WireCard[][]): WireFile => ({
    ...{ path: '', url: '', faults: [], derived: [] },
    hdus: hdus.map((cards, hdu) => ({
      hdu,
      facts: { type: hdu === 0 ? 'PRIMARY' : 'IMAGE' },
      cards,
      derived: [],
    })),
  });
  const written = (a: WireFile, b: WireFile): unknown[] =>
    linesOf(a, b).flatMap(({ lines }) =>
      lines.map((line) => [line.a?.value, line.b?.value, line.difference]),
    );
  it('has every card once, with what differs', () => {
    const a = file([card('A', '1'), card('B', '2'), card('HISTORY', 'x'), card('C', '3', 'old')]);
    const b = file([
      card('B', '5'),
      card('A', '1'),
      card('D', '4'),
      card('HISTORY', 'y'),
      card('C', '3', 'new'),
    ]);
    expect(written(a, b)).toEqual([
      ['1', '1', undefined],
      [undefined, '4', 'added'],
      [undefined, 'y', 'added'],
      ['2', '5', 'changed'],
      ['x', undefined, 'removed'],
      ['3', '3', 'comment'],
    ]);
  });
  it('pairs HDUs by their names', () => {
    const named = (name: string): WireCard[] => [card('EXTNAME', name)];
    const pairs = linesOf(file([], named('SCI'), named('DQ')), file([], named('DQ')));
    expect(pairs.map(({ a, b }) => [a?.hdu, b?.hdu])).toEqual([
      [0, 0],
      [1, undefined],
      [2, 1],
    ]);
  });
  it('finds text in keyword, value and comment', () => {
    const line = { a: card('OBJECT', 'M31', 'the target'), b: undefined, difference: undefined };
    expect(['obj', 'm3', 'TARGET', 'x'].map((text) => hasText(line, text))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
  it('neither loses nor repeats a card', () => {
    const anyCards = fc.array(
      fc
        .tuple(fc.constantFrom('A', 'B', 'HISTORY'), fc.constantFrom('1', '2'))
        .map(([keyword, value]) => card(keyword, value)),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(anyCards, anyCards, (first, second) => {
        const lines = linesOf(file(first), file(second)).flatMap((hdu) => hdu.lines);
        expect(lines.flatMap(({ a }) => (a ? [a] : []))).toEqual(first);
        expect(new Set(lines.flatMap(({ b }) => (b ? [b] : [])))).toEqual(new Set(second));
        for (const { a, b, difference } of lines)
          if (difference === undefined) expect([a?.keyword, a?.value]).toEqual([b?.keyword, b?.value]);
      }),
    );
  });
});
