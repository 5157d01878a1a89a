import type { Answer } from '../answer.ts';
import { QuestionEnded } from '../asker.ts';
import { type Piece, pieceQueue } from './piece-queue.ts';
import type { SpoolFiles } from './spool-files.ts';

// An answer on its way from its process to its reader. It is taken from the process as fast as it comes, so that a reader
// who is slow, or does not read at all, keeps no process from the questions of others.

/** Bytes of an answer that wait in memory, roughly. What is more waits in a file. */
const IN_MEMORY = 512_000;
/** Milliseconds that an answer waits for its reader when there is no room left. */
const PATIENCE = 10_000;

/** How an answer waits. */
export interface SpoolOptions {
  readonly files: SpoolFiles;
  /** Ends the reading. */
  readonly signal: AbortSignal | undefined;
  /** Called when nobody wants more of the answer. */
  stop(): void;
  readonly memoryBytes?: number | undefined;
  readonly patienceMs?: number | undefined;
}

/**
 * The same pieces, in the same order. They are read from now on, until the signal is aborted or the reader leaves. If the
 * reader takes none of them for a while, and there is no room for more, the answer ends with a QuestionEnded.
 */
export function spooled(
  pieces: Answer['pieces'],
  { files, signal, stop, memoryBytes = IN_MEMORY, patienceMs = PATIENCE }: SpoolOptions,
): Answer['pieces'] {
  const queue = pieceQueue(files, memoryBytes);
  const [arrival, room] = [bell(), bell()];
  let [isOver, isLeft] = [false, false];
  let failure: { readonly error: unknown } | undefined;
  const fill = async (): Promise<void> => {
    try {
      for await (const piece of pieces) {
        while (!isLeft && !(await queue.put(piece)))
          if (!(await room.rings(patienceMs)))
            throw new QuestionEnded({ kind: 'reader', milliseconds: patienceMs });
        arrival.ring();
        if (isLeft) break;
      }
    } catch (error) {
      failure ??= { error };
      stop();
    }
    isOver = true;
    arrival.ring();
    if (isLeft) queue.drop();
  };
  const leave = (): void => {
    if (isLeft) return;
    isLeft = true;
    signal?.removeEventListener('abort', abort);
    room.ring();
    arrival.ring();
    stop();
    if (isOver) queue.drop();
  };
  const abort = (): void => {
    failure = { error: signal?.reason };
    leave();
  };
  async function* read(): AsyncGenerator<Piece> {
    try {
      while (!isLeft) {
        const piece = queue.take();
        if (piece !== undefined) {
          const rows = await piece;
          room.ring();
          yield rows;
        } else if (isOver) break;
        else await arrival.rings();
      }
    } catch (error) {
      failure ??= { error };
    } finally {
      leave();
    }
    if (failure !== undefined) throw failure.error;
  }
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  void fill();
  return read();
}

/** Wakes one who waits, or is about to. */
interface Bell {
  ring(): void;
  /** Whether it rings within some milliseconds, if any are given, or has rung since this was asked last. */
  rings(milliseconds?: number): Promise<boolean>;
}

function bell(): Bell {
  let wake: (() => void) | undefined;
  let hasRung = false;
  return {
    ring: () => {
      if (wake === undefined) hasRung = true;
      wake?.();
    },
    rings: (milliseconds) =>
      new Promise((resolve) => {
        const end = (isRung: boolean): void => {
          clearTimeout(timer);
          wake = undefined;
          resolve(isRung);
        };
        const timer = milliseconds === undefined ? undefined : setTimeout(end, milliseconds, false);
        wake = () => end(true);
        if (hasRung) wake();
        hasRung = false;
      }),
  };
}
