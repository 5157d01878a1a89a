import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spoolFile } from '../../lib/stores/spool.ts';
import { effort } from '../helpers/effort.ts';

describe('a spool', () => {
  it('gives back what was added, as often as it is read', () => {
    const value = fc.oneof(
      fc.double(),
      fc.bigInt(),
      fc.string({ unit: 'binary' }),
      fc.boolean(),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.array(fc.array(fc.array(value))), (pieces) => {
        const spool = spoolFile<(typeof pieces)[number]>();
        try {
          for (const piece of pieces) spool.add(piece);
          expect([...spool.pieces()]).toEqual(pieces);
          expect([...spool.pieces()]).toEqual(pieces);
        } finally {
          spool.remove();
        }
      }),
      { numRuns: effort(20) },
    );
  });
});
