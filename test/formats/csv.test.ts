import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csv, tsv } from '../../lib/formats/csv.ts';
import { written } from './written.ts';

describe('csv', () => {
  it('distinguishes NULL from an empty string, and quotes only what needs it', async () => {
    const { text } = await written(
      csv,
      ['a', 'b,"c"'],
      [
        [[null, '']],
        [
          ['x,y', 'say "hi"'],
          ['l1\nl2', '\r'],
        ],
      ],
    );
    expect(text).toBe('a,"b,""c"""\n,""\n"x,y","say ""hi"""\n"l1\nl2","\r"\n');
  });
  it('writes numbers, logical values, times and lists as text', async () => {
    const row = [
      1.5,
      -0,
      9007199254740993n,
      true,
      '2026-11-25 01:02:03',
      Number.NaN,
      [1, 'a"b', null],
      { a: 1n },
    ];
    const { text } = await written(csv, ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], [[row]]);
    expect(text.split('\n')[1]).toBe(
      '1.5,0,9007199254740993,true,2026-11-25 01:02:03,NaN,"[1,""a\\""b"",null]","{""a"":1}"',
    );
  });
  it('has a header line even without rows', async () => {
    expect(await written(csv, ['a', 'b'], [])).toEqual({ text: 'a,b\n', read: 0 });
  });
  it.each([
    [csv, ','],
    [tsv, '\t'],
  ])('can be read back, whatever the text', async (format, separator) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string())), async (rows) => {
        const { text } = await written(format, ['a', 'b'], [rows]);
        expect(parsed(text, separator).slice(1)).toEqual(rows);
      }),
    );
  });
  it('can leave out the header line', async () => {
    expect((await written(csv, ['a', 'b'], [[[1, 2]]], { header: false })).text).toBe('1,2\n');
    expect((await written(tsv, ['a', 'b'], [[['x,y', 'l\tr']]], { header: false })).text).toBe(
      'x,y\t"l\tr"\n',
    );
  });
});

/** A reader of RFC 4180, one character at a time. */
function parsed(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  let [row, field, quoted]: [string[], string, boolean] = [[], '', false];
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quoted) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') field += text[++at];
      else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === separator || character === '\n') {
      row.push(field);
      field = '';
      if (character === '\n') {
        rows.push(row);
        row = [];
      }
    } else field += character;
  }
  return rows;
}
