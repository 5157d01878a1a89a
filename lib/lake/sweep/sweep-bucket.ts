import type { Listed, Store } from '../../stores/store.ts';
import { isOfInterest } from '../suffix-tally.ts';
import { hasFitsSuffix } from '../suffixes.ts';
import type { BucketIndex } from './lake-index.ts';
import { mapConcurrently } from './map-concurrently.ts';
import {
  isDamaged,
  type SweepContext,
  type SweepResult,
  sweepFile,
  sweepKey,
  sweepOther,
} from './sweep-file.ts';

/** What was named of a bucket, with its listing under way. */
export interface OpenPrefix {
  readonly prefix: string;
  /** Whether it is one object's key, and only that object is meant. */
  readonly isKey: boolean;
  /** Whether no key begins so. */
  readonly isEmpty: boolean;
  readonly objects: AsyncGenerator<Listed>;
}

/**
 * Begins to list what was named: the object that has this key, else all whose keys begin so, as S3 takes
 * prefixes (`night1` begins `night10/a.fits` too). Throws what the store throws.
 */
export async function openPrefix(source: Store, prefix: string): Promise<OpenPrefix> {
  const listing = source.list(prefix)[Symbol.asyncIterator]();
  // a key comes before all that it begins
  const first = await listing.next();
  const isKey = !first.done && first.value.key === prefix && isFile(first.value);
  return { prefix, isKey, isEmpty: first.done === true, objects: joined() };

  async function* joined(): AsyncGenerator<Listed> {
    try {
      for (let next = first; !next.done; next = await listing.next()) {
        yield next.value;
        if (isKey) return;
      }
    } finally {
      await listing.return?.();
    }
  }
}

/** Rather than what some tools put there for a folder: `night1/`, or an empty `night1`. */
const isFile = ({ key, size }: Listed): boolean => !key.endsWith('/') && (size > 0 || hasFitsSuffix(key));

const isWithin = ({ prefix, isKey }: OpenPrefix, key: string): boolean =>
  isKey ? key === prefix : key.startsWith(prefix);

/** Whether the lake has ever held anything of what was named. */
export const isKnown = (prefix: OpenPrefix, index: BucketIndex): boolean =>
  [...index.keys()].some((key) => isWithin(prefix, key));

/** More than half of what the lake holds of a bucket is gone, and nobody said that it may be. */
export class RemovalsRefused extends Error {
  override readonly name = 'RemovalsRefused';
  readonly gone: number;
  readonly known: number;
  constructor(gone: number, known: number) {
    super(`${gone} of ${known} files are gone`);
    this.gone = gone;
    this.known = known;
  }
}

export interface BucketSweep extends SweepContext {
  readonly prefixes: readonly OpenPrefix[];
  /** Files in work at the same time. `extract` has to be one that bears it. */
  readonly concurrency: number;
  readonly allowRemovals: boolean;
  /** Whether an error of one file tells that all others would fail as well: it ends the sweep. */
  readonly isHopeless?: (error: unknown) => boolean;
  /** Whether a key's suffix says that it is a FITS file. */
  readonly wants?: (key: string) => boolean;
  /** Receives the keys of files that are left out for their suffix. */
  readonly onSkipped?: (key: string) => void;
  /** Told how many files there are, once all are listed. */
  readonly onListed?: (files: number) => void;
  /** Ends it early: files in work are finished, and nothing is taken for gone. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes the lake agree with what was named of a bucket. Files are read while the listing goes on, many side by
 * side; what is gone is only known when the listing has come to its end, and is noted then.
 *
 * @throws StoreFailure of the listing, or hopeless ones; {@link RemovalsRefused}: what was read before is kept
 */
export async function* sweepBucket(sweep: BucketSweep): AsyncGenerator<SweepResult> {
  const { prefixes, index, allowRemovals, concurrency, signal, sniff, wants = hasFitsSuffix } = sweep;
  const present = [...index].filter(([, { kind }]) => kind === 'rows').map(([key]) => key);
  const unseen = new Set(present.filter((key) => prefixes.some((prefix) => isWithin(prefix, key))));
  const look = async (work: Promise<SweepResult>): Promise<SweepResult> => {
    const swept = await work;
    if (swept.outcome === 'failed' && sweep.isHopeless?.(swept.error)) throw swept.error;
    return swept;
  };

  const one = ({ object, isOther }: Candidate): Promise<SweepResult> =>
    isOther ? sweepOther(sweep, object) : sweepFile(sweep, object);
  yield* mapConcurrently(files(), { work: (file) => look(one(file)), concurrency, signal });
  if (signal?.aborted) return;
  if (unseen.size * 2 > present.length && !allowRemovals)
    throw new RemovalsRefused(unseen.size, present.length);
  yield* mapConcurrently(gone(), { work: (key) => look(sweepKey(sweep, key)), concurrency, signal });
  if (signal?.aborted) return;
  for (const [key, { kind }] of index)
    if (kind === 'tombstone' && isDamaged(sweep, key)) yield await sweepKey(sweep, key, { asSweep: false });

  async function* files(): AsyncGenerator<Candidate> {
    let count = 0;
    const named = new Set(prefixes.filter(({ isKey }) => isKey).map(({ prefix }) => prefix));
    for (const { objects } of withoutRepeats(prefixes)) {
      for await (const object of objects) {
        // a file that was named outright once is looked after, whatever its name
        const isKnownFile = unseen.delete(object.key);
        const isOther = !isKnownFile && !named.has(object.key) && !wants(object.key);
        if (isOther && !(sniff !== undefined && isFile(object) && isOfInterest(object.key))) {
          if (isFile(object)) sweep.onSkipped?.(object.key);
          continue;
        }
        count++;
        yield { object, isOther };
      }
    }
    sweep.onListed?.(count);
  }

  async function* gone(): AsyncGenerator<string> {
    yield* [...unseen].sort();
  }
}

/** A listed file, and whether to open it first to check if it is FITS. */
interface Candidate {
  readonly object: Listed;
  readonly isOther: boolean;
}

/** What was named, without what lies within something else that was. */
const withoutRepeats = (prefixes: readonly OpenPrefix[]): OpenPrefix[] => {
  const different = [...new Map(prefixes.map((open) => [open.prefix, open])).values()];
  return different.filter((own) => !different.some((other) => other !== own && isWithin(other, own.prefix)));
};
