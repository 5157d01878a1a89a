import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readVotable } from '../../lib/vo/votable/read-votable.ts';

const FIELDS = `<FIELD name="b" datatype="boolean"/><FIELD name="s" datatype="short"/><FIELD name="i" datatype="int"/>
<FIELD name="l" datatype="long"/><FIELD name="f" datatype="float"/><FIELD name="d" datatype="double"/>
<FIELD name="c" datatype="char" arraysize="4"/><FIELD name="u" datatype="unicodeChar" arraysize="*"/>
<FIELD name="D" datatype="int" arraysize="2"/>`;
const table = (data: string): Uint8Array =>
  Buffer.from(`<VOTABLE><RESOURCE><TABLE>${FIELDS}<DATA>${data}</DATA></TABLE></RESOURCE></VOTABLE>`);
const read = (data: string) => readVotable(table(data), 'it', 100);

/** A row as BINARY has it. */
function encoded(row: readonly [boolean, number, number, bigint, number, string, string]): Buffer {
  const [b, s, i, l, d, c, u] = row;
  const fixed = Buffer.alloc(1 + 2 + 4 + 8 + 4 + 8);
  fixed.write(b ? 'T' : 'F', 0, 'latin1');
  fixed.writeInt16BE(s, 1);
  fixed.writeInt32BE(i, 3);
  fixed.writeBigInt64BE(l, 7);
  fixed.writeFloatBE(0.5, 15);
  fixed.writeDoubleBE(d, 19);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(u.length);
  const array = Buffer.alloc(8);
  array.writeInt32BE(1, 0);
  array.writeInt32BE(-2, 4);
  return Buffer.concat([
    fixed,
    Buffer.from(c.padEnd(4, '\0')),
    length,
    Buffer.from(u, 'utf16le').swap16(),
    array,
  ]);
}

const rows = fc.array(
  fc.tuple(
    fc.boolean(),
    fc.integer({ min: -32768, max: 32767 }),
    fc.integer(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.double({ noNaN: true }),
    fc.constantFrom('', 'a', 'abcd'),
    fc
      .string({ unit: fc.constantFrom('x', 'é', '星', '&', ' '), minLength: 1, maxLength: 5 })
      .filter((text) => text.trim() !== ''),
  ),
  { maxLength: 8 },
);
const expected = ([b, s, i, l, d, c, u]: readonly [
  boolean,
  number,
  number,
  bigint,
  number,
  string,
  string,
]) => [...[b, BigInt(s), BigInt(i), l, 0.5, d, c === '' ? null : c, u, '1 -2']];

describe('binary data', () => {
  it('is read like TABLEDATA', () => {
    fc.assert(
      fc.property(rows, fc.boolean(), (given, hasFlags) => {
        const flags = hasFlags ? [Buffer.from([0, 0])] : [];
        const data = Buffer.concat(given.flatMap((row) => [...flags, encoded(row)]));
        const name = hasFlags ? 'BINARY2' : 'BINARY';
        const { rows: found, columns } = read(
          `<${name}><STREAM encoding="base64">${data.toString('base64')}</STREAM></${name}>`,
        );
        expect(found).toEqual(given.map(expected));
        // names are compared without case in queries
        expect(columns.at(-1)?.name).toBe('D_2');
      }),
    );
  });
  it('has flags for NULL in BINARY2', () => {
    const row = encoded([true, 1, 2, 3n, 4, 'abcd', 'x']);
    const data = Buffer.concat([Buffer.from([0b0110_0000, 0]), row]);
    const { rows: found } = read(
      `<BINARY2><STREAM encoding="base64">${data.toString('base64')}</STREAM></BINARY2>`,
    );
    expect(found).toEqual([[true, null, null, 3n, 0.5, 4, 'abcd', 'x', '1 -2']]);
  });
  it('of any kind is read or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom('BINARY', 'BINARY2'), (bytes, name) => {
        const data = Buffer.from(bytes).toString('base64');
        try {
          read(`<${name}><STREAM encoding="base64">${data}</STREAM></${name}>`);
        } catch (error) {
          expect((error as Error).name).toBe('VoError');
        }
      }),
    );
  });
});

describe('TABLEDATA', () => {
  it('has NULL, infinity and hexadecimal integers', () => {
    const cells = ['?', '', '0x1f', '-9223372036854775808', '-Inf', 'NaN', '', ' x ', '1 2'];
    const { rows: found } = read(
      `<TABLEDATA><TR>${cells.map((cell) => `<TD>${cell}</TD>`).join('')}</TR></TABLEDATA>`,
    );
    expect(found).toEqual([
      [null, null, 31n, -(2n ** 63n), Number.NEGATIVE_INFINITY, null, null, ' x ', '1 2'],
    ]);
  });
  it('is limited', () => {
    const row = `<TR>${'<TD/>'.repeat(9)}</TR>`;
    expect(() => read(`<TABLEDATA>${row.repeat(101)}</TABLEDATA>`)).toThrow('more than 100 rows');
  });
});
