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

describe('an object in an old place', () => {
  it.each<[string, boolean, LakeState, LakeState]>([
    ['rows, of the fault of the same state, archived since', true, rows(), rows({ readable: false })],
    ['rows, of the fault of another state', false, rows(), rows({ sourceEtag: 'x', readable: false })],
    ['a fault, of rows', false, rows({ readable: false }), rows()],
    ['the same rows, of a later generation', false, rows({ generation: 9 }), rows()],
    ['rows of a later state', true, rows(LATER), rows()],
    ['rows of a later state, of a later generation', false, rows(LATER), rows({ generation: 4 })],
    ['rows of an earlier state', false, rows({ generation: 9 }), rows(LATER)],
    ['rows, of a note that the file is gone', false, rows(LATER), gone],
    ['a note that the file is gone, of rows', false, gone, rows()],
  ])('(%s) is better: %s', (_, better, old, right) => {
    expect(isBetter(old, right)).toBe(better);
  });
});
