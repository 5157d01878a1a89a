import type { Span } from '../state/selection.ts';

/** A span is at least a second long. */
const LEAST = 1 / 86_400;

/** Zooms a shown span around one of its times, within all of time. */
export function zoomedSpan(shown: Span, whole: Span, by: number, at: number): Span {
  const length = Math.min(whole.to - whole.from, Math.max(LEAST, (shown.to - shown.from) / by));
  const part = (at - shown.from) / (shown.to - shown.from);
  return within({ from: at - part * length, to: at + (1 - part) * length }, whole);
}

/** Moves a shown span by a part of its length, within all of time. */
export function movedSpan(shown: Span, whole: Span, part: number): Span {
  const by = (shown.to - shown.from) * part;
  return within({ from: shown.from + by, to: shown.to + by }, whole);
}

function within({ from, to }: Span, whole: Span): Span {
  const length = to - from;
  const start = Math.min(Math.max(from, whole.from), Math.max(whole.from, whole.to - length));
  return { from: start, to: start + length };
}

/** A time that a hand points at, rounded to about a pixel: to days, minutes or seconds. */
export function roundedTime(mjd: number, perPixel: number): number {
  const step = [1, 1 / 24, 1 / 1440, 1 / 86_400].find((one) => one <= perPixel) ?? 1 / 86_400;
  return Number((Math.round(mjd / step) * step).toFixed(6));
}
