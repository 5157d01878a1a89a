import { TIME_BINS } from '../cross/time-codes.ts';
import type { Selection, Span } from '../state/selection.ts';
import { theme } from '../theme.ts';
import { ticks } from './ticks.ts';

/** The height of the histogram with its axis. */
export const HEIGHT = 104;
const AXIS = 20;

/** What the histogram shows. */
export interface Shown {
  readonly time: Selection['time'];
  readonly shown: Span;
  readonly counts: Uint32Array;
}

/** Counts per column of pixels. A bin that several columns share is divided among them, so that no column is a spike. */
export function columnsOfPixels(counts: Uint32Array, width: number): Float64Array {
  const heights = new Float64Array(width);
  const perBin = width / TIME_BINS;
  for (let bin = 0; bin < TIME_BINS; bin++) {
    const count = counts[bin] ?? 0;
    if (count === 0) continue;
    const [from, to] = [bin * perBin, (bin + 1) * perBin];
    for (let x = Math.floor(from); x < Math.min(width, to); x++) {
      const shared = Math.min(x + 1, to) - Math.max(x, from);
      heights[x] = (heights[x] ?? 0) + (count * shared) / perBin;
    }
  }
  return heights;
}

/** Draws bars whose height is the square root of their count, so that few are still visible beside many. */
export function drawTime(
  context: CanvasRenderingContext2D,
  width: number,
  { time, shown, counts }: Shown,
): void {
  const colours = theme();
  const top = HEIGHT - AXIS;
  const x = (mjd: number): number => ((mjd - shown.from) / (shown.to - shown.from)) * width;
  context.clearRect(0, 0, width, HEIGHT);
  const heights = columnsOfPixels(counts, Math.floor(width));
  const most = Math.max(1, ...heights);
  // few bars would hardly be seen
  const wide = heights.reduce((bars, count) => bars + (count > 0 ? 1 : 0), 0) < width / 8 ? 3 : 1;
  const span = time === undefined || time === 'none' ? undefined : time;
  for (const [at, count] of heights.entries()) {
    if (count === 0) continue;
    const height = Math.max(1, Math.sqrt(count / most) * (top - 8));
    const isIn = span === undefined ? time !== 'none' : at + 1 > x(span.from) && at < x(span.to);
    context.globalAlpha = isIn ? 1 : 0.35;
    context.fillStyle = colours.bar;
    context.fillRect(Math.min(at, width - wide), top - height, wide, height);
  }
  context.globalAlpha = 1;
  if (span !== undefined) drawBrush(context, x(span.from), x(span.to), top);
  drawAxis(context, width, shown, x);
}

function drawBrush(context: CanvasRenderingContext2D, from: number, to: number, top: number): void {
  const { chosen } = theme();
  context.fillStyle = chosen;
  context.globalAlpha = 0.14;
  context.fillRect(from, 0, Math.max(1, to - from), top);
  context.globalAlpha = 1;
  for (const edge of [from, to]) context.fillRect(edge - 1, 0, 2, top);
}

function drawAxis(
  context: CanvasRenderingContext2D,
  width: number,
  shown: Span,
  x: (mjd: number) => number,
): void {
  const { quiet, line } = theme();
  const top = HEIGHT - AXIS;
  context.fillStyle = line;
  context.fillRect(0, top, width, 1);
  context.font = '11px system-ui, sans-serif';
  context.textAlign = 'left';
  for (const { mjd, text } of ticks(shown, width / 90)) {
    const at = x(mjd);
    context.fillStyle = line;
    context.fillRect(at, top, 1, 5);
    if (at > width - 50) continue;
    context.fillStyle = quiet;
    context.fillText(text, at + 4, HEIGHT - 5);
  }
}
