import { setTimeout as timer } from 'node:timers/promises';

/** The pauses between two looks, in milliseconds: short at first, then longer, up to a limit. */
export interface Pauses {
  readonly first: number;
  /** Each pause is this many times as long as the one before it. */
  readonly growth: number;
  readonly longest: number;
}

/** Waits. Throws the signal's reason if the signal is aborted meanwhile. */
export type Wait = (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;

/** When to look, and when to stop. */
export interface PollOptions<State> {
  readonly pauses: Pauses;
  /** Whether this is the state that was waited for. */
  readonly isOver: (state: State) => boolean;
  /** Called with every other state, before the pause. */
  readonly onPending?: ((state: State) => unknown) | undefined;
  /** Stops waiting. What is waited for continues. */
  readonly signal?: AbortSignal | undefined;
  /** The clock: tests pass their own. */
  readonly wait?: Wait | undefined;
}

/**
 * Looks at something repeatedly until it is over.
 *
 * @returns the last state
 * @throws the signal's reason once the signal is aborted, and whatever `look` throws
 */
export async function poll<State>(
  look: () => Promise<State>,
  { pauses, isOver, onPending, signal, wait = sleep }: PollOptions<State>,
): Promise<State> {
  for (let pause = pauses.first; ; pause = Math.min(pause * pauses.growth, pauses.longest)) {
    signal?.throwIfAborted();
    const state = await look();
    if (isOver(state)) return state;
    await onPending?.(state);
    await wait(pause, signal);
  }
}

async function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  // rejects only if the signal is aborted, and then without its reason
  await timer(milliseconds, undefined, signal && { signal }).catch(() => {});
  signal?.throwIfAborted();
}
