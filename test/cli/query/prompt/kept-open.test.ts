import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keptOpen } from '../../../../lib/cli/query/prompt/kept-open.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Something that counts how often it is opened and closed. */
function counted() {
  const counts = { opened: 0, closed: 0 };
  const open = async () => {
    counts.opened++;
    return { close: () => void counts.closed++ };
  };
  return { counts, kept: keptOpen(open, 1000) };
}
const nothing = async (): Promise<void> => {};

it('stays open between works that follow each other, and is closed after a while', async () => {
  const { counts, kept } = counted();
  await kept.use(nothing);
  await vi.advanceTimersByTimeAsync(900);
  await kept.use(nothing);
  await vi.advanceTimersByTimeAsync(900);
  expect(counts).toEqual({ opened: 1, closed: 0 });
  await vi.advanceTimersByTimeAsync(200);
  expect(counts).toEqual({ opened: 1, closed: 1 });
  await kept.use(nothing);
  expect(counts).toEqual({ opened: 2, closed: 1 });
  kept.close();
  await vi.advanceTimersByTimeAsync(0);
  expect(counts).toEqual({ opened: 2, closed: 2 });
});

it('is not closed while it is used', async () => {
  const { counts, kept } = counted();
  let finish = (): void => {};
  const long = kept.use(() => new Promise<void>((resolve) => (finish = resolve)));
  await vi.advanceTimersByTimeAsync(0);
  await kept.use(nothing);
  await vi.advanceTimersByTimeAsync(5000);
  expect(counts).toEqual({ opened: 1, closed: 0 });
  finish();
  await long;
  await vi.advanceTimersByTimeAsync(1000);
  expect(counts).toEqual({ opened: 1, closed: 1 });
});

it('is opened anew if that failed', async () => {
  let tries = 0;
  const kept = keptOpen(async () => {
    if (tries++ === 0) throw new Error('not now');
    return { close: () => {} };
  });
  await expect(kept.use(nothing)).rejects.toThrow('not now');
  await kept.use(nothing);
  expect(tries).toBe(2);
  kept.close();
});
