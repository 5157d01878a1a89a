import { contextOf } from '../dom.ts';
import { theme } from '../theme.ts';
import { centreOf } from './cell.ts';
import { type CentredView, pixelOf } from './centred-view.ts';
import { lookUp, NO_CELL } from './look-up.ts';
import { cellColours, palette } from './palette.ts';

/** With fewer cells than this, each is drawn as a dot of at least this radius: single cells would hardly be seen. */
const FEW_CELLS = 600;
const DOT = 3;

/** The density of rows by cell, on a canvas of its own. */
export interface Density {
  /** Finds the cells of a view. In steps of 2 while it moves. */
  project(view: CentredView, step: 1 | 2): void;
  /** Draws counts by cell; returns the largest. Clear: cells without rows show what is behind them. */
  draw(counts: Uint32Array, isClear: boolean): number;
}

export function densityOn(canvas: HTMLCanvasElement): Density {
  const context = contextOf(canvas);
  let cells = new Uint16Array();
  let image: ImageData | undefined;
  let view: CentredView | undefined;
  return {
    project: (next, step) => {
      view = next;
      const { width, height } = next;
      if (canvas.width !== width || canvas.height !== height || image === undefined) {
        [canvas.width, canvas.height] = [width, height];
        cells = new Uint16Array(width * height);
        image = context.createImageData(width, height);
      }
      lookUp(next, step, cells);
    },
    draw: (counts, isClear) => {
      if (image === undefined) return 0;
      const { isDark, ground } = theme();
      // no pixel is drawn outside the sky, and cells without rows are the colour of the sky
      const empty = isClear ? 0 : packed(ground);
      const { colours, most } = cellColours(counts, palette(isDark), empty);
      const pixels = new Uint32Array(image.data.buffer);
      for (let at = 0; at < pixels.length; at++) {
        const cell = cells[at]!;
        pixels[at] = cell === NO_CELL ? 0 : colours[cell]!;
      }
      context.putImageData(image, 0, 0);
      if (view !== undefined) drawDots(context, view, counts, colours);
      return most;
    },
  };
}

function drawDots(
  context: CanvasRenderingContext2D,
  view: CentredView,
  counts: Uint32Array,
  colours: Uint32Array,
): void {
  const filled: number[] = [];
  for (let cell = 0; cell < colours.length && filled.length <= FEW_CELLS; cell++)
    if (counts[cell] !== 0) filled.push(cell);
  // a cell of 0.92 degrees is larger than a dot
  if (filled.length > FEW_CELLS || view.scale * 0.016 > 2 * DOT) return;
  for (const cell of filled) {
    const pixel = pixelOf(view, centreOf(cell));
    if (pixel === undefined) continue;
    const colour = colours[cell]!;
    context.fillStyle = `rgb(${colour & 255} ${(colour >> 8) & 255} ${(colour >> 16) & 255})`;
    context.beginPath();
    context.arc(pixel[0], pixel[1], DOT, 0, 2 * Math.PI);
    context.fill();
  }
}

/** A colour `#rrggbb` as the bytes of image data. */
function packed(css: string): number {
  const number = Number.parseInt(css.slice(1), 16);
  const [red, green, blue] = [number >> 16, (number >> 8) & 255, number & 255];
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
