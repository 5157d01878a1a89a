import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ListedState, RowsState, TombstoneState } from '../../../lib/lake/object.ts';
import {
  type Decision,
  decide,
  decideTombstone,
  type Found,
  isCurrent,
  isDerivable,
  type Known,
  plan,
  type SyncMode,
} from '../../../lib/lake/sync/decide.ts';
import { effort } from '../../helpers/effort.ts';

const FILE = { bucket: 'archive', key: 'm31/a.fits', generation: 1, revision: 2 };
const STATE = { etag: 'one', size: 2880, lastModified: new Date('2026-11-01T00:00:00Z') };
const OTHER_RULES = '0123456789abcdef';
const LATER = new Date('2026-11-02T00:00:00Z');

const rows = (more: Partial<RowsState> = {}): RowsState => ({
  ...{ ...FILE, kind: 'rows', sourceEtag: STATE.etag, size: STATE.size, lastModified: STATE.lastModified },
  ...{ readable: true, faults: 0, ...more },
});
const tombstone: TombstoneState = { ...FILE, kind: 'tombstone', goneAt: LATER };
const found = (more: Partial<Found> = {}): Found => ({
  ...{ state: STATE, readable: true, outOfTime: undefined, ...more },
});
/** What the lake has, and what a reading finds, under the names that the tables use. */
const LAKE: Readonly<Record<string, Known>> = {
  nothing: 'nothing',
  damaged: 'damaged',
  tombstone,
  rows: rows(),
  'rows of an earlier revision': rows({ revision: 1 }),
  'rows of an incomplete revision': rows({ revision: 0 }),
  'rows of a later revision': rows({ revision: 3 }),
  'rows of other rules': rows({ rules: OTHER_RULES }),
  'of a later revision, other rules': rows({ revision: 3, rules: OTHER_RULES }),
  'the fault of an archived file': rows({ readable: false }),
  'that fault, earlier revision': rows({ readable: false, revision: 1 }),
  'earlier, 3 HDUs, out of time': rows({ revision: 1, outOfTime: 3 }),
  'rows of 3 HDUs, out of time': rows({ outOfTime: 3 }),
  'rows of 4 HDUs, out of time': rows({ outOfTime: 4 }),
  'rows, perhaps out of time': rows({ outOfTime: 'unknown' }),
};
const FOUND: Readonly<Record<string, Found>> = {
  'same file': found(),
  'other bytes': found({ state: { ...STATE, etag: 'two' } }),
  'same bytes, written later': found({ state: { ...STATE, lastModified: LATER } }),
  'same file, archived': found({ readable: false }),
  'other bytes, archived': found({ state: { ...STATE, etag: 'two' }, readable: false }),
  'same file, 3 HDUs in time': found({ outOfTime: 3 }),
  'same file, 4 HDUs in time': found({ outOfTime: 4 }),
  'other bytes, 1 HDU in time': found({ state: { ...STATE, etag: 'two' }, outOfTime: 1 }),
};
const EVENT: SyncMode = { sweep: false, reread: false, revision: 2, rules: '', derives: true };
const SWEEP: SyncMode = { ...EVENT, sweep: true };
const REREAD: SyncMode = { ...SWEEP, reread: true };

const text = ({ action, outcome }: Decision<string>): string => `${action} ${outcome}`;

/** The cells of a table. */
const cells = (table: string): string[][] =>
  table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));

describe('the decision about rows that were just read', () => {
  // in the lake                  | found                      | event             | sweep          | sweep that rereads
  const TABLE = `
    nothing                       | same file                  | put new           | put new        | put new
    damaged                       | same file                  | put new           | put new        | put new
    tombstone                     | same file                  | put new           | put new        | put new
    rows                          | same file                  | put unchanged     | keep unchanged | put unchanged
    rows                          | other bytes                | put changed       | put changed    | put changed
    rows                          | same bytes, written later  | put changed       | put changed    | put changed
    rows of an earlier revision   | same file                  | put changed       | put changed    | put changed
    rows of an incomplete revision | same file                 | put changed       | put changed    | put changed
    rows of a later revision      | same file                  | put unchanged     | keep unchanged | put unchanged
    rows of other rules           | same file                  | put changed       | put changed    | put changed
    of a later revision, other rules | same file               | put unchanged     | keep unchanged | put unchanged
    rows                          | same file, archived        | rewrite unchanged | keep unchanged | keep unchanged
    rows of an earlier revision   | same file, archived        | derive derived    | derive derived | derive derived
    rows of other rules           | same file, archived        | derive derived    | derive derived | derive derived
    rows of an incomplete revision | same file, archived       | rewrite unchanged | keep unchanged | keep unchanged
    that fault, earlier revision  | same file, archived        | put changed       | put changed    | put changed
    rows of an earlier revision   | same file, 3 HDUs in time  | derive derived    | derive derived | derive derived
    earlier, 3 HDUs, out of time  | same file, 3 HDUs in time  | derive derived    | derive derived | derive derived
    earlier, 3 HDUs, out of time  | same file, 4 HDUs in time  | put changed       | put changed    | put changed
    earlier, 3 HDUs, out of time  | same file                  | put changed       | put changed    | put changed
    earlier, 3 HDUs, out of time  | other bytes, 1 HDU in time | put changed       | put changed    | put changed
    rows                          | other bytes, archived      | put changed       | put changed    | put changed
    the fault of an archived file | same file                  | put changed       | put changed    | put changed
    the fault of an archived file | same file, archived        | put unchanged     | keep unchanged | put unchanged
    rows                          | same file, 3 HDUs in time  | rewrite unchanged | keep unchanged | keep unchanged
    rows of 4 HDUs, out of time   | same file, 3 HDUs in time  | rewrite unchanged | keep unchanged | keep unchanged
    rows of 3 HDUs, out of time   | same file, 3 HDUs in time  | rewrite unchanged | keep unchanged | keep unchanged
    rows of 3 HDUs, out of time   | same file, 4 HDUs in time  | put changed       | put changed    | put changed
    rows of 3 HDUs, out of time   | same file                  | put changed       | put changed    | put changed
    rows of 3 HDUs, out of time   | other bytes, 1 HDU in time | put changed       | put changed    | put changed
    rows, perhaps out of time     | same file, 3 HDUs in time  | put unchanged     | keep unchanged | put unchanged
  `;
  it.each(cells(TABLE))('in the lake: %s; found: %s', (lake, reading, ...expected) => {
    const decisions = [EVENT, SWEEP, REREAD].map((mode) => decide(LAKE[lake!]!, FOUND[reading!]!, mode));
    expect(decisions.map(text)).toEqual(expected);
  });
});

describe('the decision about a file that does not exist', () => {
  // in the lake | event         | sweep
  const TABLE = `
    nothing      | put absent    | keep absent
    damaged      | put removed   | put removed
    rows         | put removed   | put removed
    tombstone    | put unchanged | keep unchanged
  `;
  it.each(cells(TABLE))('in the lake: %s', (lake, ...expected) => {
    const decisions = [EVENT, SWEEP].map((mode) => decideTombstone(LAKE[lake!]!, mode));
    expect(decisions.map(text)).toEqual(expected);
  });
});

describe('what a sweep does before it reads the source', () => {
  // in the lake                  | listed                    | sweep
  const TABLE = `
    rows                          | same file                 | keep
    rows                          | other bytes               | keep unless changed
    rows                          | same bytes, written later | read
    rows                          | not listed                | keep unless changed
    rows of 3 HDUs, out of time   | same file                 | keep
    rows of an earlier revision   | same file                 | derive
    rows of an earlier revision   | other bytes               | derive unless changed
    rows of an earlier revision   | same bytes, written later | read
    rows of an earlier revision   | not listed                | derive unless changed
    earlier, 3 HDUs, out of time  | same file                 | derive
    rows of an incomplete revision | same file                | read
    rows of other rules           | same file                 | derive
    rows of other rules           | not listed                | derive unless changed
    rows of a later revision      | same file                 | keep
    of a later revision, other rules | same file              | keep
    the fault of an archived file | same file                 | read
    that fault, earlier revision  | same file                 | read
    tombstone                     | same file                 | read
    damaged                       | same file                 | read
    nothing                       | same file                 | read
  `;
  const textOf = (known: Known, listed: ListedState | undefined, mode: SyncMode): string => {
    const planned = plan(known, listed, mode);
    if (planned.request === 'always') return 'read';
    return planned.request === 'none' ? planned.action : `${planned.action} unless changed`;
  };
  it.each(cells(TABLE))('in the lake: %s; listed: %s; the sweep: %s', (lake, listed, expected) => {
    const [known, state] = [LAKE[lake!]!, FOUND[listed!]?.state];
    expect(textOf(known, state, SWEEP)).toBe(expected);
    expect(textOf(known, state, REREAD)).toBe('read');
    expect(textOf(known, state, EVENT)).toBe('read');
    const withoutDeriving = textOf(known, state, { ...SWEEP, derives: false });
    expect(withoutDeriving).toBe(expected!.startsWith('derive') ? 'read' : expected);
  });
});

describe('every decision', () => {
  const etags = fc.constantFrom('one', 'two');
  const times = fc.constantFrom(STATE.lastModified, LATER);
  const knowns: fc.Arbitrary<Known> = fc.oneof(
    fc.constantFrom<Known>('nothing', 'damaged', tombstone),
    fc
      .record({
        sourceEtag: etags,
        lastModified: times,
        readable: fc.boolean(),
        revision: fc.nat(3),
        rules: fc.constantFrom('', OTHER_RULES),
        outOfTime: fc.constantFrom(undefined, 'unknown' as const, 1, 2, 3),
      })
      .map(({ outOfTime, ...state }) => rows({ ...state, ...(outOfTime !== undefined && { outOfTime }) })),
  );
  const readings: fc.Arbitrary<Found> = fc.record({
    state: fc.record({ etag: etags, size: fc.constant(STATE.size), lastModified: times }),
    readable: fc.boolean(),
    outOfTime: fc.constantFrom(undefined, 1, 2, 3),
  });
  const modes: fc.Arbitrary<SyncMode> = fc.record({
    sweep: fc.boolean(),
    reread: fc.boolean(),
    revision: fc.constant(2),
    rules: fc.constant(''),
    derives: fc.boolean(),
  });

  const always = (property: (known: Known, reading: Found, mode: SyncMode) => void): void =>
    fc.assert(fc.property(knowns, readings, modes, property), { numRuns: effort(2000) });

  it('writes for an event, and never rewrites for a sweep', () => {
    always((known, reading, mode) => {
      for (const { action } of [decide(known, reading, mode), decideTombstone(known, mode)])
        expect(action).not.toBe(mode.sweep ? 'rewrite' : 'keep');
    });
  });

  it('keeps readable rows of the same bytes if the file is archived now', () => {
    always((known, reading, mode) => {
      const had = typeof known === 'object' && known.kind === 'rows' && known.readable ? known : undefined;
      if (had?.sourceEtag !== reading.state.etag || reading.readable) return;
      expect(decide(known, reading, mode).action).not.toBe('put');
    });
  });

  it('derives only from readable rows of the same bytes that are out of date', () => {
    always((known, reading, mode) => {
      if (decide(known, reading, mode).action !== 'derive') return;
      expect(known).toMatchObject({ kind: 'rows', readable: true, sourceEtag: reading.state.etag });
      expect(isDerivable(known as RowsState, mode)).toBe(true);
    });
  });

  it('never replaces rows by those of a shorter reading of the same state', () => {
    always((known, reading, mode) => {
      if (decide(known, reading, mode).action !== 'put' || reading.outOfTime === undefined) return;
      const isSame =
        typeof known === 'object' &&
        known.kind === 'rows' &&
        known.sourceEtag === reading.state.etag &&
        known.lastModified === reading.state.lastModified &&
        known.readable === reading.readable &&
        (isCurrent(known, mode) || isDerivable(known, mode));
      if (!isSame || known.outOfTime === 'unknown') return;
      expect(known.outOfTime).toBeLessThan(reading.outOfTime);
    });
  });

  it('is final: a sweep that finds the same state again keeps what was put', () => {
    always((known, reading, mode) => {
      if (decide(known, reading, mode).action !== 'put') return;
      const { state, readable, outOfTime } = reading;
      const put = rows({
        ...{ sourceEtag: state.etag, lastModified: state.lastModified, readable },
        ...(outOfTime !== undefined && { outOfTime }),
      });
      expect(decide(put, reading, SWEEP)).toEqual({ action: 'keep', outcome: 'unchanged' });
    });
  });
});
