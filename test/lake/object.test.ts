import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLUMNS, HEADER_LINE } from '../../lib/lake/columns.ts';
import { fromMetadata, type LakeState, toMetadata, tombstone } from '../../lib/lake/object.ts';

const common = {
  bucket: fc.string({ unit: 'binary', minLength: 1 }),
  key: fc.string({ unit: 'binary' }),
  generation: fc.nat(),
  revision: fc.nat(),
};
const dates = fc.date({ noInvalidDate: true });
const states: fc.Arbitrary<LakeState> = fc.oneof(
  fc.record(
    {
      kind: fc.constant('rows' as const),
      ...common,
      sourceEtag: fc.string({ minLength: 1 }),
      versionId: fc.string({ minLength: 1, maxLength: 100 }),
      lastModified: dates,
      size: fc.nat(2 ** 50),
      readable: fc.boolean(),
      faults: fc.integer({ min: 1 }),
      outOfTime: fc.oneof(fc.nat(), fc.constant('unknown' as const)),
      rules: fc.constantFrom('0123456789abcdef', 'ffffffffffffffff'),
    },
    {
      requiredKeys: [
        'kind',
        'bucket',
        'key',
        'generation',
        'revision',
        'sourceEtag',
        'lastModified',
        'size',
        'readable',
        'faults',
      ],
    },
  ),
  fc.record(
    { kind: fc.constant('tombstone' as const), ...common, goneAt: dates, known: fc.constant(false as const) },
    { requiredKeys: ['kind', 'bucket', 'key', 'generation', 'revision', 'goneAt'] },
  ),
);

const LARGEST: LakeState = {
  kind: 'rows',
  bucket: 'b'.repeat(63),
  key: 'é'.repeat(512),
  generation: 999_999_999,
  revision: 999,
  sourceEtag: `"${'f'.repeat(32)}-10000"`,
  versionId: 'v'.repeat(100),
  lastModified: new Date('2026-11-25T01:02:03.456Z'),
  size: 5 * 2 ** 40,
  readable: false,
  faults: 999_999,
  outOfTime: 19_999,
  rules: 'f'.repeat(16),
};

describe('the metadata of a lake object', () => {
  it('can be read back', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(fromMetadata(toMetadata(state))).toEqual(state);
      }),
    );
  });

  it('has lower-case names and printable ASCII values, as S3 and HTTP require', () => {
    for (const bucket of ['archive', 'file:///home/ü/a b%41', 'file:///\ud800']) {
      for (const [name, value] of Object.entries(toMetadata({ ...LARGEST, bucket }))) {
        expect(name).toMatch(/^[a-z]+$/);
        expect(value).toMatch(/^[!-~]+$/);
      }
    }
  });

  it('never exceeds the 2 KB that S3 allows, counted with the prefix of the names', () => {
    const bytes = Object.entries(toMetadata(LARGEST)).reduce(
      (sum, [name, value]) => sum + `x-amz-meta-${name}${value}`.length,
      0,
    );
    expect(bytes).toBeLessThanOrEqual(2048);
    expect(fromMetadata(toMetadata(LARGEST))).toEqual(LARGEST);
  });

  it('records whether the time ran out, which earlier releases did not', () => {
    const { outOfTime, ...finished } = LARGEST;
    expect(outOfTime).toBe(19_999);
    expect(toMetadata(LARGEST)['timeout']).toBe('19999');
    const { timeout, ...earlier } = toMetadata(finished);
    expect(timeout).toBe('no');
    expect(fromMetadata({ ...earlier, timeout: 'no' })).toEqual(finished);
    expect(fromMetadata(earlier)).toEqual({ ...finished, outOfTime: 'unknown' });
    // a file without faults did not run out of time
    const sound = { ...finished, faults: 0 };
    expect(toMetadata(sound)).not.toHaveProperty('timeout');
    expect(fromMetadata(toMetadata(sound))).toEqual(sound);
  });

  it('does not contain a version id that is too long', () => {
    const { versionId, ...rest } = LARGEST;
    expect(versionId).toBeDefined();
    expect(fromMetadata(toMetadata({ ...LARGEST, versionId: 'v'.repeat(1024) }))).toEqual(rest);
  });

  const good = toMetadata({ ...LARGEST, key: 'a/b.fits', bucket: 'archive' });
  it.each([
    ['kind', 'row'],
    ['kind', undefined],
    ['bucket', undefined],
    ['bucket', ''],
    ['bucket', '%zz'],
    ['key', undefined],
    ['key', '%%%'],
    ['key', 'YS9iLmZpdHM='],
    ['generation', undefined],
    ['generation', '-1'],
    ['generation', '1.5'],
    ['generation', ''],
    ['generation', '1e3'],
    ['revision', 'x'],
    ['etag', undefined],
    ['etag', ''],
    ['modified', 'yesterday'],
    ['modified', '2026-11-25'],
    ['modified', undefined],
    ['size', undefined],
    ['size', 'NaN'],
    ['readable', 'yes'],
    ['readable', undefined],
    ['faults', undefined],
  ])('has no state if %s is %s', (name, value) => {
    expect(fromMetadata(good)).toBeDefined();
    const { [name]: _, ...others } = good;
    expect(fromMetadata(value === undefined ? others : { ...others, [name]: value })).toBeUndefined();
  });

  it('has no state if it is empty, or lacks the time of a tombstone', () => {
    expect(fromMetadata({})).toBeUndefined();
    const { gone, ...others } = toMetadata({
      kind: 'tombstone',
      bucket: 'b',
      key: 'k',
      generation: 1,
      revision: 1,
      goneAt: new Date(0),
    });
    expect(gone).toBe('1970-01-01T00:00:00.000Z');
    expect(fromMetadata(others)).toBeUndefined();
  });
});

describe('a time in metadata', () => {
  const goneAt = (gone: string): Date | undefined => {
    const state = fromMetadata({
      kind: 'tombstone',
      bucket: 'b',
      key: 'aw',
      generation: '1',
      revision: '1',
      gone,
    });
    return state?.kind === 'tombstone' ? state.goneAt : undefined;
  };

  it.each([
    ...['2026-02-30T00:00:00.000Z', '2026-02-29T00:00:00.000Z', '2026-04-31T00:00:00.000Z'],
    ...['2026-12-31T24:00:00.000Z', '2026-01-32T00:00:00.000Z', '2026-13-01T00:00:00.000Z'],
    ...['2026-11-25T01:02:03Z', '2026-11-25T01:02:03.456', '2026-11-25T01:02:03.456+00:00', '2026-11-25', ''],
    ...[
      '+002026-11-25T01:02:03.456Z',
      '-000000-01-01T00:00:00.000Z',
      ' 2026-11-25T01:02:03.456Z',
      'Invalid Date',
    ],
  ])('is not read if toISOString does not write it: %j', (text) => {
    expect(goneAt(text)).toBeUndefined();
  });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(dates, (date) => {
        expect(goneAt(date.toISOString())).toEqual(date);
      }),
    );
    expect(goneAt('2028-02-29T23:59:59.999Z')).toEqual(new Date('2028-02-29T23:59:59.999Z'));
  });
});

describe('the body of a tombstone', () => {
  const goneAt = new Date('2026-11-25T01:02:03.456Z');

  it('has the header line and one row', () => {
    const csv = gunzipSync(tombstone({ bucket: 'archive', key: 'a/b.fits' }, goneAt)).toString();
    expect(csv).toBe(`${HEADER_LINE},archive,a/b.fits,removed,2026-11-25 01:02:03.456,,,tombstone\n`);
    expect(csv.split('\n')[1]?.split(',')).toHaveLength(COLUMNS.length);
  });

  it('has another name, which no view selects, if the lake never had the file', () => {
    const csv = gunzipSync(tombstone({ bucket: 'archive', key: 'a/b.fits' }, goneAt, false)).toString();
    expect(csv).toBe(`${HEADER_LINE},archive,a/b.fits,absent,2026-11-25 01:02:03.456,,,tombstone\n`);
  });

  it('quotes fields, and contains no control characters', () => {
    const csv = gunzipSync(
      tombstone({ bucket: 'file:///a,b', key: 'say "hi"\n\u0085\ud800.fits' }, goneAt),
    ).toString();
    expect(csv.slice(HEADER_LINE.length)).toBe(
      ',"file:///a,b","say ""hi""\ufffd\ufffd\ufffd.fits",removed,2026-11-25 01:02:03.456,,,tombstone\n',
    );
  });
});
