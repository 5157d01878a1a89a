import type { Listed } from '../../stores/store.ts';
import { isOfInterest } from '../suffix-tally.ts';
import { hasFitsSuffix } from '../suffixes.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { isFile, isWithin, type OpenPrefix, withoutRepeats } from './open-prefix.ts';
import {
  type SweepContext,
  type SweepResult,
  sweepDamagedTombstones,
  sweepFile,
  sweepKey,
  sweepOther,
} from './sweep-file.ts';

/** More than half of the files that the lake has for a bucket no longer exist, and removals were not allowed. */
export class RemovalsRefused extends Error {
  override readonly name = 'RemovalsRefused';
  readonly gone: number;
  readonly known: number;
  constructor(gone: number, known: number) {
    super(`${gone} of ${known} files no longer exist`);
    this.gone = gone;
    this.known = known;
  }
}

/** A sweep of a bucket: what to sweep, and how. */
export interface BucketSweep extends SweepContext {
  /** What to sweep. */
  readonly prefixes: readonly OpenPrefix[];
  /** How many files are read at the same time. `extract` must allow it. */
  readonly concurrency: number;
  readonly allowRemovals: boolean;
  /** Whether an error of one file means that all others would fail as well. It ends the sweep. */
  readonly isHopeless?: (error: unknown) => boolean;
  /** Whether a key has the suffix of a FITS file. */
  readonly wants?: (key: string) => boolean;
  /** Receives the keys of files that are skipped because of their suffix. */
  readonly onSkipped?: (key: string) => void;
  /** Called once all files are listed, with their number. */
  readonly onListed?: (files: number) => void;
  /** Stops early: files that are being read are finished, and no file is recorded as removed. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes the lake agree with the named keys and prefixes of a bucket. Files are read concurrently while the listing
 * continues. Which files no longer exist is only known at the end of the listing, so they are recorded then.
 *
 * @throws StoreFailure if the listing fails; hopeless errors; RemovalsRefused. What was read before is kept.
 */
export async function* sweepBucket(sweep: BucketSweep): AsyncGenerator<SweepResult> {
  const { index, allowRemovals, concurrency, signal } = sweep;
  const present = [...index].filter(([, { kind }]) => kind === 'rows').map(([key]) => key);
  const unseen = new Set(present.filter((key) => sweep.prefixes.some((prefix) => isWithin(prefix, key))));

  const orHopeless = async (work: Promise<SweepResult>): Promise<SweepResult> => {
    const result = await work;
    if (result.outcome === 'failed' && sweep.isHopeless?.(result.error)) throw result.error;
    return result;
  };
  const sweepCandidate = ({ object, isOther }: Candidate): Promise<SweepResult> =>
    orHopeless(isOther ? sweepOther(sweep, object) : sweepFile(sweep, object));
  const sweepGone = (key: string): Promise<SweepResult> => orHopeless(sweepKey(sweep, key));

  yield* mapConcurrently(candidates(sweep, unseen), { work: sweepCandidate, concurrency, signal });
  if (signal?.aborted) return;
  if (unseen.size * 2 > present.length && !allowRemovals)
    throw new RemovalsRefused(unseen.size, present.length);
  yield* mapConcurrently(each([...unseen].sort()), { work: sweepGone, concurrency, signal });
  if (signal?.aborted) return;
  yield* sweepDamagedTombstones(sweep);
}

/** A listed file, and whether to open it first to check if it is FITS. */
interface Candidate {
  readonly object: Listed;
  readonly isOther: boolean;
}

/** Lists the files to sweep, and removes their keys from `unseen`. */
async function* candidates(
  { prefixes, sniff, wants = hasFitsSuffix, onSkipped, onListed }: BucketSweep,
  unseen: Set<string>,
): AsyncGenerator<Candidate> {
  const named = new Set(prefixes.filter(({ isKey }) => isKey).map(({ prefix }) => prefix));
  let count = 0;
  for (const { objects } of withoutRepeats(prefixes)) {
    for await (const object of objects) {
      // a file that the lake has rows of was named explicitly before, and is read whatever its suffix
      const isKnownFile = unseen.delete(object.key);
      const isOther = !isKnownFile && !named.has(object.key) && !wants(object.key);
      if (isOther && !(sniff !== undefined && isFile(object) && isOfInterest(object.key))) {
        if (isFile(object)) onSkipped?.(object.key);
        continue;
      }
      count++;
      yield { object, isOther };
    }
  }
  onListed?.(count);
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
