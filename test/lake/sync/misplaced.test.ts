import { describe, expect, it } from 'vitest';
import type { LakeState, RowsState } from '../../../lib/lake/object.ts';
import { isBetter } from '../../../lib/lake/sync/misplaced.ts';

const rows = (more: Partial<RowsState> = {}): RowsState => ({
  ...{ kind: 'rows', bucket: 'b', key: 'k', generation: 3, revision: 1, sourceEtag: 'one', size: 9 },
  ...{ lastModified: new Date('2026-11-01T00:00:00Z'), readable: true, faults: 0, ...more },
});
const gone: LakeState = {
  ...{ kind: 'tombstone', bucket: 'b', key: 'k', generation: 3, revision: 1 },
  goneAt: new Date('2026-11-02T00:00:00Z'),
};
const LATER = { sourceEtag: 'two', lastModified: new Date('2026-11-03T00:00:00Z') };

describe('a misplaced lake object', () => {
  it.each<[string, boolean, LakeState, LakeState]>([
    ['rows, compared with the fault of the same file, archived', true, rows(), rows({ readable: false })],
    [
      'rows, compared with the fault of another state',
      false,
      rows(),
      rows({ sourceEtag: 'x', readable: false }),
    ],
    ['a fault, compared with rows', false, rows({ readable: false }), rows()],
    ['the same rows, with a later generation', false, rows({ generation: 9 }), rows()],
    ['rows of a later state', true, rows(LATER), rows()],
    ['rows of a later state, compared with a later generation', false, rows(LATER), rows({ generation: 4 })],
    ['rows of an earlier state', false, rows({ generation: 9 }), rows(LATER)],
    ['rows, compared with a tombstone', false, rows(LATER), gone],
    ['a tombstone, compared with rows', false, gone, rows()],
  ])('with %s is better: %s', (_, better, old, right) => {
    expect(isBetter(old, right)).toBe(better);
  });
});
