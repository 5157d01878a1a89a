import { contextOf } from '../dom.ts';
import { theme } from '../theme.ts';
import type { CentredView } from './centred-view.ts';
import { lookUp, NO_CELL } from './look-up.ts';
import { cellColours, palette } from './palette.ts';

/** The density of rows by cell, on a canvas of its own. */
export interface Density {
  /** Finds the cells of a view. In steps of 2 while it moves. */
  project(view: CentredView, step: 1 | 2): void;
  /** Draws counts by cell; returns the largest. */
  draw(counts: Uint32Array): number;
}

export function densityOn(canvas: HTMLCanvasElement): Density {
  const context = contextOf(canvas);
  let cells = new Uint16Array();
  let image: ImageData | undefined;
  return {
    project: (view, step) => {
      const { width, height } = view;
      if (canvas.width !== width || canvas.height !== height || image === undefined) {
        [canvas.width, canvas.height] = [width, height];
        cells = new Uint16Array(width * height);
        image = context.createImageData(width, height);
      }
      lookUp(view, step, cells);
    },
    draw: (counts) => {
      if (image === undefined) return 0;
      const { isDark, ground } = theme();
      // no pixel is drawn outside the sky, and cells without rows are the colour of the sky
      const empty = packed(ground);
      const { colours, most } = cellColours(counts, palette(isDark), empty);
      const pixels = new Uint32Array(image.data.buffer);
      for (let at = 0; at < pixels.length; at++) {
        const cell = cells[at]!;
        pixels[at] = cell === NO_CELL ? 0 : colours[cell]!;
      }
      context.putImageData(image, 0, 0);
      return most;
    },
  };
}

/** A colour `#rrggbb` as the bytes of image data. */
function packed(css: string): number {
  const number = Number.parseInt(css.slice(1), 16);
  const [red, green, blue] = [number >> 16, (number >> 8) & 255, number & 255];
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
