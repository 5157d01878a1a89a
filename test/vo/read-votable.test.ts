import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readVotable } from '../../lib/vo/votable/read-votable.ts';

const FIELDS = `<FIELD name="b" datatype="boolean"/><FIELD name="s" datatype="short"/><FIELD name="i" datatype="int"/>
<FIELD name="l" datatype="long"/><FIELD name="f" datatype="float"/><FIELD name="d" datatype="double"/>
<FIELD name="c" datatype="char" arraysize="4"/><FIELD name="u" datatype="unicodeChar" arraysize="*"/>
<FIELD name="D" datatype="int" arraysize="2"/>`;
const table = (data: string): Uint8Array =>
  Buffer.from(`<VOTABLE><RESOURCE><TABLE>${FIELDS}<DATA>${data}</DATA></TABLE></RESOURCE></VOTABLE>`);
const limits = { mostRows: 100, mostValues: 100_000, pause: async () => {} };
const read = (data: string) => readVotable(table(data), 'it', limits);

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
  it('is read like TABLEDATA', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.boolean(), async (given, hasFlags) => {
        const flags = hasFlags ? [Buffer.from([0, 0])] : [];
        const data = Buffer.concat(given.flatMap((row) => [...flags, encoded(row)]));
        const name = hasFlags ? 'BINARY2' : 'BINARY';
        const { rows: found, columns } = await read(
          `<${name}><STREAM encoding="base64">${data.toString('base64')}</STREAM></${name}>`,
        );
        expect(found).toEqual(given.map(expected));
        // names are compared without case in queries
        expect(columns.at(-1)?.name).toBe('D_2');
      }),
    );
  });
  it('has flags for NULL in BINARY2', async () => {
    const row = encoded([true, 1, 2, 3n, 4, 'abcd', 'x']);
    const data = Buffer.concat([Buffer.from([0b0110_0000, 0]), row]);
    const { rows: found } = await read(
      `<BINARY2><STREAM encoding="base64">${data.toString('base64')}</STREAM></BINARY2>`,
    );
    expect(found).toEqual([[true, null, null, 3n, 0.5, 4, 'abcd', 'x', '1 -2']]);
  });
  it('of any kind is read or refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('BINARY', 'BINARY2'),
        async (bytes, name) => {
          const data = Buffer.from(bytes).toString('base64');
          try {
            await read(`<${name}><STREAM encoding="base64">${data}</STREAM></${name}>`);
          } catch (error) {
            expect((error as Error).name).toBe('VoError');
          }
        },
      ),
    );
  });
});

describe('TABLEDATA', () => {
  it('has NULL, infinity and hexadecimal integers', async () => {
    const cells = ['?', '', '0x1f', '-9223372036854775808', '-Inf', 'NaN', '', ' x ', '1 2'];
    const { rows: found } = await read(
      `<TABLEDATA><TR>${cells.map((cell) => `<TD>${cell}</TD>`).join('')}</TR></TABLEDATA>`,
    );
    expect(found).toEqual([
      [null, null, 31n, -(2n ** 63n), Number.NEGATIVE_INFINITY, null, null, ' x ', '1 2'],
    ]);
  });
  it('is limited', async () => {
    const row = `<TR>${'<TD/>'.repeat(9)}</TR>`;
    await expect(read(`<TABLEDATA>${row.repeat(101)}</TABLEDATA>`)).rejects.toThrow('more than 100 rows');
  });
});

const MOST = 20_000_000;
const filled = (start: string, part: string, end = '', most = MOST): Uint8Array =>
  Buffer.from(start + part.repeat(Math.floor((most - start.length - end.length) / part.length)) + end);
const bytes = (start: string, data: Buffer): Uint8Array =>
  Buffer.from(`${start}<DATA><BINARY><STREAM encoding="base64">${data.toString('base64')}</STREAM></BINARY>`);
const field = (more: string): string => `<VOTABLE><RESOURCE><TABLE><FIELD name="x" ${more}/>`;
const noFields = `<VOTABLE><RESOURCE><TABLE>${'<FIELD name="x" datatype="int" arraysize="0"/>'.repeat(999)}<FIELD name="y" datatype="unsignedByte"/>`;

/** The steps until it is refused, and why. */
async function refusal(content: Uint8Array): Promise<{ steps: number; why: string }> {
  let steps = 0;
  const pause = async (): Promise<void> => void steps++;
  const why = await readVotable(content, 'it', { mostRows: 10_000, mostValues: 1_000_000, pause }).then(
    () => 'it is read',
    ({ name, message }: Error) => `${name}: ${message}`,
  );
  return { steps, why };
}

describe('a hostile table of 20 MB', () => {
  it.each<[string, Uint8Array, number, RegExp]>([
    ['elements in each other', filled('<VOTABLE>', '<a>'), 1, /nested more than 50 times/],
    ['attributes', filled('<VOTABLE ', 'a="" '), 1, /attribute/],
    [
      'different attributes',
      Buffer.from(`<VOTABLE ${Array.from({ length: 99 }, (_, at) => `a${at}="" `).join('')}>`),
      1,
      /50 attributes/,
    ],
    ['entities', filled('<!DOCTYPE a [<!ENTITY b "&c;&c;">]><VOTABLE>', '&b;'), 1, /DOCTYPE/],
    ['an entity of its own', filled('<VOTABLE>&lol;', 'x'), 1, /not a VOTable/],
    ['rows', filled(field('datatype="int"'), '<TR><TD/></TR>'), 6, /10000 rows/],
    ['values', filled(noFields, `<TR>${'<TD/>'.repeat(1000)}</TR>`), 200, /1000000/],
    ['values of no bytes', bytes(noFields, Buffer.alloc(10_000_000)), 600, /1000000/],
    [
      'a long array',
      bytes(field('datatype="unsignedByte" arraysize="*"'), Buffer.alloc(14_000_000, 1)),
      600,
      /100000 items/,
    ],
  ])('of %s is refused, and not read to its end', async (_, content, mostSteps, why) => {
    const { steps, why: found } = await refusal(content);
    expect(found).toMatch(why);
    expect(found).toMatch(/^VoError/);
    expect(steps).toBeLessThanOrEqual(mostSteps);
  });
});

describe('a long table', () => {
  it.each([
    ['references', filled('<VOTABLE>', '&lt;', '</VOTABLE>', 4_000_000)],
    ['comments', filled('<VOTABLE>', '<!---->', '</VOTABLE>', 4_000_000)],
    ['elements beside each other', filled('<VOTABLE>', '<a/>', '</VOTABLE>', 4_000_000)],
  ])('of %s is read in steps, between which others are answered', async (_, content) => {
    const { steps, why } = await refusal(content);
    expect(why).toMatch(/not a VOTable with a table/);
    // 32 kB each
    expect(steps).toBeGreaterThanOrEqual(content.length / 32_768);
  });
});
