/**
 * Milliseconds within which a file or folder can change twice and show the same time: some file systems count in
 * seconds.
 */
const TICK = { fine: 20, coarse: 2000 };

/**
 * Whether any later change will show another time. If not, this one is not recorded.
 *
 * @param timeNs when the file or folder changed, in nanoseconds since 1970
 * @param now when it was looked at, in milliseconds since 1970
 */
export const isSettled = (timeNs: bigint, now = Date.now()): boolean =>
  now - Number(timeNs / 1_000_000n) > (timeNs % 1_000_000_000n === 0n ? TICK.coarse : TICK.fine);
