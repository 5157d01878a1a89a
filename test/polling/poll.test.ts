import { describe, expect, it } from 'vitest';
import { type PollOptions, poll } from '../../lib/polling/poll.ts';

/** Polls a job that ends after `seconds`, on a clock that only the poll moves. */
async function pollJob(seconds: number, options: Partial<PollOptions<string>> = {}) {
  let now = 0;
  const looks: number[] = [];
  const look = async (): Promise<string> => {
    looks.push(now);
    return now >= seconds * 1000 ? 'done' : 'running';
  };
  const wait = async (milliseconds: number): Promise<void> => {
    now += milliseconds;
  };
  const pauses = { first: 1000, growth: 2, longest: 5000 };
  const state = await poll(look, { pauses, isOver: (found) => found === 'done', wait, ...options });
  return { state, looks: looks.map((milliseconds) => milliseconds / 1000) };
}

describe('poll', () => {
  it('looks once if the job is over already', async () => {
    expect(await pollJob(0)).toEqual({ state: 'done', looks: [0] });
  });
  it('looks less and less often, up to the longest pause', async () => {
    expect(await pollJob(20)).toEqual({ state: 'done', looks: [0, 1, 3, 7, 12, 17, 22] });
  });
  it('reports every state except the last', async () => {
    const states: string[] = [];
    await pollJob(3, { onPending: (state) => states.push(state) });
    expect(states).toEqual(['running', 'running']);
  });
  it('throws what a look throws', async () => {
    const denied = new Error('denied');
    const look = () => Promise.reject(denied);
    const pauses = { first: 1, growth: 1, longest: 1 };
    await expect(poll(look, { pauses, isOver: () => true })).rejects.toBe(denied);
  });
});

describe('an aborted poll', () => {
  const reason = new Error('Ctrl-C');
  it('does not look at all if the signal came first', async () => {
    const looked: string[] = [];
    const signal = AbortSignal.abort(reason);
    await expect(pollJob(1, { signal, onPending: (state) => looked.push(state) })).rejects.toBe(reason);
    expect(looked).toEqual([]);
  });
  it('ends in the middle of a real pause, with the reason of the signal', async () => {
    const stop = new AbortController();
    const waiting = poll(async () => 'running', {
      pauses: { first: 600_000, growth: 1, longest: 600_000 },
      isOver: () => false,
      onPending: () => setTimeout(() => stop.abort(reason), 1),
      signal: stop.signal,
    });
    await expect(waiting).rejects.toBe(reason);
  });
});
