import { DEGREE, toVector, type Vector } from '../../../sky/sphere.ts';
import type { Cone } from '../../../sql/cone.ts';
import { centreOf } from '../sky/cell.ts';
import { CELLS } from './columns.ts';

/** How a row is decided: by its cell alone, or by looking at the row itself. */
export const OUTSIDE = 0;
export const INSIDE = 1;
export const LOOK = 2;

/** No point of a cell of order 6 is farther from its centre, in radians (the largest distance is 0.01436). */
const CELL_RADIUS = 0.0145;

let centres: Float64Array | undefined;

/** The centres of all cells, as unit vectors one after the other. */
function allCentres(): Float64Array {
  if (centres !== undefined) return centres;
  centres = new Float64Array(3 * CELLS);
  for (let cell = 0; cell < CELLS; cell++) centres.set(centreOf(cell), 3 * cell);
  return centres;
}

/**
 * What the cells say about a cap: whether they are outside or inside it, or its edge may cross them. Rows without a cell are
 * outside.
 *
 * @param radius in radians
 */
export function capMask(centre: Vector, radius: number): Uint8Array {
  const all = allCentres();
  const [x, y, z] = centre;
  const mask = new Uint8Array(CELLS + 1);
  const inside = radius > CELL_RADIUS ? Math.cos(Math.min(Math.PI, radius - CELL_RADIUS)) : 2;
  const outside = radius + CELL_RADIUS < Math.PI ? Math.cos(radius + CELL_RADIUS) : -2;
  for (let cell = 0; cell < CELLS; cell++) {
    const at = 3 * cell;
    const cosine = x * all[at]! + y * all[at + 1]! + z * all[at + 2]!;
    mask[cell] = cosine > inside ? INSIDE : cosine < outside ? OUTSIDE : LOOK;
  }
  return mask;
}

/** As {@link capMask}, of a cone. */
export const coneMask = (cone: Cone): Uint8Array => capMask(toVector(cone), cone.radius * DEGREE);

/** The rows without a position. */
export function noPositionMask(): Uint8Array {
  const mask = new Uint8Array(CELLS + 1);
  mask[CELLS] = INSIDE;
  return mask;
}

/** Whether a position is in a cone, by the formula of its SQL: the haversine of the distance. */
export function coneTest({ ra, dec, radius }: Cone): (ra: number, dec: number) => boolean {
  const most = Math.sin((radius * DEGREE) / 2) ** 2;
  const cosDec = Math.cos(dec * DEGREE);
  return (rowRa, rowDec) => {
    if (radius === 180) return !Number.isNaN(rowRa);
    const across = Math.sin(((rowDec - dec) * DEGREE) / 2) ** 2;
    const along = Math.sin(((rowRa - ra) * DEGREE) / 2) ** 2;
    return across + Math.cos(rowDec * DEGREE) * cosDec * along <= most;
  };
}
