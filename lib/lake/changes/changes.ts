import { Conflict, type Store } from '../../stores/store.ts';
import type { SourceFile } from '../extraction.ts';
import { fromMetadata, toMetadata } from '../object.ts';
import { DELTA_FIELD, deltaKey, type LakeObjectState, newDeltaId, receiptKey } from './delta.ts';
import { type DeltaBody, deltaBody } from './delta-body.ts';
import { receiptBody } from './receipt.ts';

// Records what a batch writes to the lake, and writes it as a delta: after the lake objects, and before the batch is
// acknowledged. A large batch has several deltas.

/** Bytes of lake objects after which a delta is written and the next one begun. */
const DELTA_BYTES = 16 * 1024 * 1024;

/** A delta could not be written. The lake objects that it is about have been written. */
export class DeltaNotWritten extends Error {
  override readonly name = 'DeltaNotWritten';
  constructor(cause: unknown) {
    super('the changes of the batch could not be recorded for compaction', { cause });
  }
}

/** What was written, apart from the lake objects themselves. */
export interface DeltaSums {
  deltas: number;
  /** Bytes of deltas. */
  bytes: number;
  /** Requests for deltas and receipts. */
  requests: number;
}

/** A lake object to record. */
export interface Change extends Omit<LakeObjectState, 'written'> {
  readonly file: SourceFile;
  /** The body of the lake object. */
  readonly body: Uint8Array;
}

/** The changes of one batch. */
export interface Changes {
  /**
   * The lake. Every lake object that is written through it is recorded, and names its delta in its metadata. `write`
   * throws {@link DeltaNotWritten} if it is too late to record it.
   */
  readonly lake: Store;
  /** Records a lake object that the lake has, or one that it no longer has. */
  record(change: Change): Promise<void>;
  /**
   * Writes what was recorded. Nothing can be recorded afterwards.
   *
   * @throws DeltaNotWritten if not everything that was recorded could be written
   */
  close(): Promise<DeltaSums>;
}

/** How changes are recorded. */
export interface ChangesOptions {
  readonly now?: () => Date;
  readonly deltaBytes?: number;
}

/** A delta that is not written yet. */
interface Open {
  readonly id: string;
  readonly body: DeltaBody;
  readonly states: LakeObjectState[];
  /** Bytes of lake objects in it. */
  bytes: number;
  /** Writers whose lake object is going to be in it. */
  writers: number;
}

/** Begins to record the changes of a batch. No request is sent before there is a change. */
export function changesOf(
  lake: Store,
  { now = () => new Date(), deltaBytes = DELTA_BYTES }: ChangesOptions = {},
): Changes {
  const open = new Set<Open>();
  const sums: DeltaSums = { deltas: 0, bytes: 0, requests: 0 };
  const errors: unknown[] = [];
  let current: Open | undefined;
  let isClosed = false;
  let flushed = Promise.resolve();

  const flush = (delta: Open): void => {
    open.delete(delta);
    if (current === delta) current = undefined;
    if (delta.states.length === 0) return;
    flushed = flushed
      .then(() => writeDelta(lake, delta, sums))
      .catch((error: unknown) => {
        errors.push(error);
      });
  };
  /** Lets `work` add to a delta. Waits until full deltas are written, so that few are in memory. */
  const withDelta = async <T>(work: (delta: Open) => Promise<T>): Promise<T> => {
    await flushed;
    if (isClosed) throw new DeltaNotWritten(TOO_LATE);
    current ??= { id: newDeltaId(now()), body: deltaBody(), states: [], bytes: 0, writers: 0 };
    const delta = current;
    open.add(delta);
    delta.writers++;
    try {
      return await work(delta);
    } finally {
      delta.writers--;
      if (delta.bytes >= deltaBytes && current === delta) current = undefined;
      if (delta.bytes >= deltaBytes && delta.writers === 0 && open.has(delta)) flush(delta);
    }
  };
  const add = async (delta: Open, { body, file, ...named }: Change, written: Date): Promise<void> => {
    const state = { ...named, written };
    await delta.body.add(body, file, state);
    if (!open.has(delta)) throw new DeltaNotWritten(TOO_LATE);
    delta.states.push(state);
    delta.bytes += body.length;
  };
  const recordingWrite: Store['write'] = (lakeKey, body, options) =>
    withDelta(async (delta) => {
      const state = fromMetadata(options.metadata ?? {});
      if (state === undefined) return lake.write(lakeKey, body, options);
      // taken before the write, so that a later write has a later time
      const written = now();
      const generation = generationOf(state.generation, options.ifMatch, written);
      const metadata = { ...toMetadata({ ...state, generation }), [DELTA_FIELD]: delta.id };
      const etag = await lake.write(lakeKey, body, { ...options, metadata });
      await add(delta, { lakeKey, etag, generation, body, file: state }, written);
      return etag;
    });

  return {
    lake: { ...lake, write: recordingWrite },
    record: (change) => withDelta((delta) => add(delta, change, now())),
    close: async () => {
      if (!isClosed) for (const delta of [...open]) flush(delta);
      isClosed = true;
      await flushed;
      if (errors.length > 0) throw new DeltaNotWritten(errors[0]);
      return sums;
    },
  };
}

const TOO_LATE = new Error('the batch is over');

/**
 * The generation of a lake object that is written. Compaction takes the rows with the highest one, so it must not begin at
 * 1 again if the lake object was deleted, was damaged or is in another place now: it then begins at the time in
 * milliseconds.
 */
const generationOf = (generation: number, ifMatch: string | null, now: Date): number =>
  ifMatch === null || generation === 1 ? Math.max(generation, now.getTime()) : generation;

/** Writes a delta, and then its receipt. */
async function writeDelta(lake: Store, { id, body, states }: Open, sums: DeltaSums): Promise<void> {
  const bytes = body.end();
  await writeOnce(lake, deltaKey(id), bytes);
  sums.deltas++;
  sums.bytes += bytes.length;
  await writeOnce(lake, receiptKey(id), receiptBody(states));
  sums.requests += 2;
}

/** Writes an object whose key no one else writes. If it exists, a request was repeated whose answer got lost. */
async function writeOnce(lake: Store, key: string, body: Uint8Array): Promise<void> {
  try {
    await lake.write(key, body, { ifMatch: null });
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
  }
}
