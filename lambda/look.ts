import { LIMITS } from '../lib/fits/limits.ts';
import { extractor } from '../lib/lake/extract.ts';
import type { Extract } from '../lib/lake/extraction.ts';
import { type Outcome, sync } from '../lib/lake/sync.ts';
import { turns } from '../lib/lake/turns.ts';
import type { Store } from '../lib/stores/store.ts';
import type { AddPartition } from './partitions.ts';
import { type Tally, watched } from './watched.ts';

/** Files in work at the same time: they wait for S3, not for the processor. */
const FILES = 32;
/**
 * Files in work at the same time where some come again: an invocation that failed as a whole may have taken on more
 * than its memory holds, and would again.
 */
export const FEW_FILES = 2;
/** Files that are being unpacked at the same time: these need the processor, and memory. */
const UNPACKED = 4;
/**
 * Bytes of a packed file from which it is unpacked alone. Side by side none would be done sooner, and each might take
 * longer than a file may.
 */
const LARGE = 32 * 1024 * 1024;

/** Where to look, and where to write what is found. */
export interface World {
  readonly bucket: string;
  readonly source: Store;
  readonly lake: Store;
  readonly collectionDepth: number;
  readonly addPartition: AddPartition;
  /** True for those who look at every file, such as backfill; see {@link sync}. */
  readonly sweep?: boolean;
}

/** What became of one key. */
export interface Looked {
  readonly key: string;
  /** Undefined where it failed: the lake is as it was, or right but for its partition. */
  readonly outcome?: Outcome;
  readonly error?: unknown;
  readonly milliseconds: number;
  /** Requests to source and lake. */
  readonly requests: number;
  /** Bytes of the source that were read. */
  readonly bytesRead: number;
}

/**
 * Looks at keys side by side, each once, and makes the lake agree with what is there. One that fails does not stop the
 * others. When the signal is given the answer is there at once: keys that are not done have failed with its reason,
 * and what was under way stops at its next request.
 */
export function lookAt(
  keys: Iterable<string>,
  world: World,
  signal: AbortSignal,
  files = FILES,
): Promise<Looked[]> {
  const file = turns(files);
  const extract = extractor({ limits: { ...LIMITS, signal, unpacking: unpackingInTurns() } });
  const ended = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

  const one = async (key: string): Promise<Looked> => {
    const tallies = { source: { requests: 0, bytes: 0 }, lake: { requests: 0, bytes: 0 } };
    let began: number | undefined;
    const work = file(1, () => {
      began = performance.now();
      return syncOne(key, world, extract, signal, tallies);
    });
    const result: Pick<Looked, 'outcome' | 'error'> = await Promise.race([
      settled(work),
      ended.then(() => ({ error: signal.reason })),
    ]);
    return {
      key,
      ...result,
      // what was cut off may have failed in a way of its own
      ...(signal.aborted && result.error !== undefined && { error: signal.reason }),
      milliseconds: began === undefined ? 0 : Math.round(performance.now() - began),
      requests: tallies.source.requests + tallies.lake.requests,
      bytesRead: tallies.source.bytes,
    };
  };
  return Promise.all(packedLast(keys).map(one));
}

async function syncOne(
  key: string,
  { bucket, source, lake, collectionDepth, addPartition, sweep = false }: World,
  extract: Extract,
  signal: AbortSignal,
  tallies: { readonly source: Tally; readonly lake: Tally },
): Promise<Outcome> {
  signal.throwIfAborted();
  const outcome = await sync({
    source: watched(source, signal, tallies.source),
    lake: watched(lake, signal, tallies.lake),
    extract,
    place: { bucket, key },
    sweep,
    collectionDepth,
  });
  // where nothing was written there is an object already, whose partition may have failed before
  if (outcome.kind !== 'absent' || outcome.etag !== undefined) await addPartition(outcome.lakeKey);
  return outcome;
}

function unpackingInTurns(): <T>(size: number, work: () => Promise<T>) => Promise<T> {
  const turn = turns(UNPACKED);
  return (size, work) => turn(size < LARGE ? 1 : UNPACKED, work);
}

const PACKED = /\.(?:gz|z|bz2|zst)$/i;

/** Plain files come first: they are done soon, and do not wait behind others. */
function packedLast(keys: Iterable<string>): string[] {
  const all = [...new Set(keys)];
  return [...all.filter((key) => !PACKED.test(key)), ...all.filter((key) => PACKED.test(key))];
}

const settled = (work: Promise<Outcome>): Promise<Pick<Looked, 'outcome' | 'error'>> =>
  work.then(
    (outcome) => ({ outcome }),
    (error: unknown) => ({ error }),
  );
