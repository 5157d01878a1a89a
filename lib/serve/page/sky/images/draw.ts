import type { CentredView } from '../centred-view.ts';
import type { Hips } from './properties.ts';
import { eachPlace, keyOf } from './tiles.ts';

/** Tiles of one order that have arrived. */
export interface Loaded {
  readonly order: number;
  /** By their keys: colours, in rows from the top, as image data has them. */
  readonly pixels: ReadonlyMap<number, Uint32Array>;
}

/**
 * Draws tiles: each pixel of the view has the colour of the pixel of a tile that it lies in.
 *
 * @param colours one per pixel of the view, in rows
 */
export function drawTiles(
  view: CentredView,
  { order, pixels }: Loaded,
  frame: Hips['frame'],
  step: 1 | 2,
  colours: Uint32Array,
): void {
  const side = 2 ** order;
  let [known, tile, width]: [number, Uint32Array | undefined, number] = [-1, undefined, 0];
  colours.fill(0);
  eachPlace(view, frame, step, (column, row, [face, x, y]) => {
    const [acrossSide, downSide] = [x * side, y * side];
    const [tileX, tileY] = [Math.floor(acrossSide), Math.floor(downSide)];
    const key = keyOf(order, face, tileX, tileY);
    if (key !== known) {
      tile = pixels.get(key);
      width = tile === undefined ? 0 : Math.sqrt(tile.length);
      known = key;
    }
    if (tile === undefined) return;
    const colour = tile[pixelAt(acrossSide - tileX, downSide - tileY, width)] ?? 0;
    const at = row * view.width + column;
    colours[at] = colour;
    if (step === 1) return;
    const isLast = column + 1 >= view.width;
    if (!isLast) colours[at + 1] = colour;
    if (row + 1 >= view.height) return;
    colours[at + view.width] = colour;
    if (!isLast) colours[at + view.width + 1] = colour;
  });
}

/** The pixel of a tile at parts of its sides. Seen from inside the sphere, x of HEALPix goes down and y to the right. */
function pixelAt(x: number, y: number, width: number): number {
  return Math.floor(x * width) * width + Math.floor(y * width);
}
