import { gunzipSync, gzipSync } from 'node:zlib';
import { Missing, type Store } from '../../stores/store.ts';
import { isDeltaId, type LakeObjectState, receiptKey } from './delta.ts';

// The receipt of a delta: one line per lake object, with its ETag, a blank and its key. It is written after the delta, so
// a lake object that a receipt names is in a delta.

/** The body of a receipt. */
export const receiptBody = (states: readonly LakeObjectState[]): Uint8Array =>
  gzipSync(states.map(lineOf).join(''));

const lineOf = ({ etag, lakeKey }: Pick<LakeObjectState, 'etag' | 'lakeKey'>): string =>
  `${etag} ${lakeKey}\n`;

/** Finds out whether the receipt of a delta names this state of a lake object. */
export type FindInReceipt = (
  deltaId: string,
  object: Pick<LakeObjectState, 'etag' | 'lakeKey'>,
) => Promise<boolean>;

/** Receipts that are kept for the next question: objects of one batch are often of few deltas. */
const KEPT = 200;
/** More bytes than the receipt of a delta has. */
const LONGEST = 16 * 1024 * 1024;

/** Returns a function that reads receipts. Each is read once, unless many others are read in between. */
export function receiptFinder(lake: Pick<Store, 'read'>): FindInReceipt {
  const kept = new Map<string, Promise<ReadonlySet<string>>>();
  const linesOf = (id: string): Promise<ReadonlySet<string>> => {
    const known = kept.get(id);
    if (known !== undefined) return known;
    const lines = readLines(lake, id);
    kept.set(id, lines);
    // a failed request is not an answer
    lines.catch(() => kept.delete(id));
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return lines;
  };
  return async (id, object) => isDeltaId(id) && (await linesOf(id)).has(lineOf(object).trimEnd());
}

/** The lines of a receipt; none if there is no receipt, or it is damaged. */
async function readLines(lake: Pick<Store, 'read'>, id: string): Promise<ReadonlySet<string>> {
  let bytes: Uint8Array;
  try {
    ({ bytes } = await lake.read(receiptKey(id), 0, LONGEST));
  } catch (error) {
    if (error instanceof Missing) return new Set();
    throw error;
  }
  try {
    return new Set(gunzipSync(bytes, { maxOutputLength: LONGEST }).toString().split('\n'));
  } catch {
    return new Set();
  }
}
