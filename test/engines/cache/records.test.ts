import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockWriter, isStorable, readRecords, type Texts } from '../../../lib/engines/cache/records.ts';
import { effort } from '../../helpers/effort.ts';

function written(records: readonly Texts[]): Buffer {
  const blocks: Buffer[] = [];
  const { add, end } = blockWriter((block) => blocks.push(Buffer.from(block)));
  for (const record of records) add(record);
  end();
  return Buffer.concat(blocks);
}

function read(bytes: Buffer): Texts[] {
  let at = 0;
  const next = (into: Uint8Array): number => {
    const some = bytes.subarray(at, at + into.length);
    into.set(some);
    at += some.length;
    return some.length;
  };
  return [...readRecords(next)];
}

const text = fc.oneof(
  fc.constantFrom('', 'rows', 'headers/collection=a/', 'headers/collection=ab/'),
  fc.stringMatching(/^[\x20-\x7e]{0,200}$/),
);
const records = fc.array(fc.array(text, { maxLength: 8 }), { maxLength: 60 });

describe('records', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(records, (all) => {
        expect(read(written(all))).toEqual(all);
      }),
      { numRuns: effort(200) },
    );
  });
  it('fill many blocks, which take little room if neighbours are alike', () => {
    const all = Array.from({ length: 20_000 }, (_, i) => [
      `headers/collection=a/${i}`,
      'rows',
      String(i % 7),
    ]);
    const bytes = written(all);
    expect(read(bytes)).toEqual(all);
    expect(bytes.length).toBeLessThan(all.length * 12);
    expect(bytes.length).toBeGreaterThan(2 * 64 * 1024);
  });
  it('may be as long as a storable one', () => {
    const long = ['a'.repeat(40_000), '', 'b'.repeat(20_000)];
    expect(isStorable(long)).toBe(true);
    const all = Array.from({ length: 5 }, (_, i) => [...long, 'c'.repeat(i)]);
    expect(read(written(all))).toEqual(all);
  });
  it.each([[['ü']], [['a\n']], [['\0']], [['a'.repeat(65_536)]], [Array.from({ length: 20_000 }, () => '')]])(
    'cannot be stored: %j',
    (texts) => {
      expect(isStorable(texts)).toBe(false);
    },
  );
  it('end before the block that is damaged', () => {
    const all = Array.from({ length: 9000 }, (_, i) => [`key ${i}`, `${(i * 7919) % 10_007} value`]);
    const bytes = written(all);
    fc.assert(
      fc.property(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (at, flip, cut) => {
          const damaged = Buffer.from(cut ? bytes.subarray(0, at) : bytes);
          if (!cut) damaged[at]! ^= flip;
          const found = read(damaged);
          expect(found.length).toBeLessThan(all.length);
          expect(found).toEqual(all.slice(0, found.length));
        },
      ),
      { numRuns: effort(100) },
    );
  });
});
