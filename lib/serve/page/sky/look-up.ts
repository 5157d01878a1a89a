import { cellOf } from './cell.ts';
import type { CentredView } from './centred-view.ts';
import { FROM_PLANE, type Out } from './plane.ts';

/** The cell of a pixel outside the sky. */
export const NO_CELL = 0xffff;

/**
 * Finds the cell of each pixel of a view; a redraw is one look-up per pixel. In steps of 2, four pixels share a cell: for a sky that
 * moves.
 *
 * @param cells one per pixel, in rows
 */
export function lookUp(view: CentredView, step: 1 | 2, cells: Uint16Array): void {
  const { width, height, scale, centre, east, up } = view;
  const fromPlane = FROM_PLANE[view.kind];
  const out: Out = [0, 0, 0];
  const perPixel = 1 / scale;
  const [middleX, middleY] = [(width - step) / 2, (height - step) / 2];
  cells.fill(NO_CELL);
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x += step) {
      if (!fromPlane((middleX - x) * perPixel, (middleY - y) * perPixel, out)) continue;
      const [a, b, c] = out;
      const cell = cellOf(
        centre[0] * a + east[0] * b + up[0] * c,
        centre[1] * a + east[1] * b + up[1] * c,
        centre[2] * a + east[2] * b + up[2] * c,
      );
      const at = y * width + x;
      cells[at] = cell;
      if (step === 1) continue;
      if (x + 1 < width) cells[at + 1] = cell;
      if (y + 1 < height) {
        cells[at + width] = cell;
        if (x + 1 < width) cells[at + width + 1] = cell;
      }
    }
  }
}
