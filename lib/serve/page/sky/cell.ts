import { DEGREE, type Vector } from '../../../sky/sphere.ts';

// HEALPix cells of order 6 in the nested scheme (Gorski et al. 2005), from and to unit vectors. lib/sky/healpix.ts is for any
// order and for angles; this is for half a million pixels of a canvas in a few milliseconds.

const SIDE = 64;

/** The bits of a number below 64, with a zero between each two. */
const SPREAD = Uint16Array.from({ length: SIDE }, (_, number) => {
  let spread = 0;
  for (let bit = 0; bit < 6; bit++) spread |= ((number >> bit) & 1) << (2 * bit);
  return spread;
});

/** The cell in a direction. */
export function cellOf(x: number, y: number, z: number): number {
  let quarters = Math.atan2(y, x) * (2 / Math.PI);
  if (quarters < 0) quarters += 4;
  // a tiny negative angle plus 4 is 4
  if (quarters >= 4) quarters = 0;
  const height = z < 0 ? -z : z;
  return height <= 2 / 3
    ? equatorial(quarters, z)
    : polar(quarters, z > 0, SIDE * Math.sqrt(3 * (1 - height)));
}

function equatorial(quarters: number, z: number): number {
  const middle = SIDE * (0.5 + quarters);
  const ascending = (middle - 0.75 * SIDE * z) | 0;
  const descending = (middle + 0.75 * SIDE * z) | 0;
  const a = ascending >> 6;
  const d = descending >> 6;
  const base = a === d ? (a & 3) + 4 : a < d ? a & 3 : (d & 3) + 8;
  return (base << 12) | SPREAD[descending & 63]! | (SPREAD[63 - (ascending & 63)]! << 1);
}

/** @param distance from the pole, in cells */
function polar(quarters: number, isNorth: boolean, distance: number): number {
  const quarter = Math.min(3, quarters | 0);
  const within = quarters - quarter;
  const x = Math.min(SIDE - 1, (within * distance) | 0);
  const y = Math.min(SIDE - 1, ((1 - within) * distance) | 0);
  return isNorth
    ? (quarter << 12) | SPREAD[SIDE - 1 - y]! | (SPREAD[SIDE - 1 - x]! << 1)
    : ((quarter + 8) << 12) | SPREAD[x]! | (SPREAD[y]! << 1);
}

/** Rows of base pixels: how many quarter turns their lowest corner is from the pole, and where they are around it. */
const BASE_ROW = [2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4];
const BASE_AROUND = [1, 3, 5, 7, 0, 2, 4, 6, 1, 3, 5, 7];

/** The direction of the centre of a cell. */
export function centreOf(cell: number): Vector {
  const base = cell >> 12;
  const [x, y] = [gathered(cell & 4095), gathered((cell & 4095) >> 1)];
  const ring = BASE_ROW[base]! * SIDE - x - y - 1;
  const isPolar = ring < SIDE || ring > 3 * SIDE;
  const inRing = ring < SIDE ? ring : ring > 3 * SIDE ? 4 * SIDE - ring : SIDE;
  const z = isPolar
    ? (ring < SIDE ? 1 : -1) * (1 - inRing ** 2 / (3 * SIDE ** 2))
    : ((2 * SIDE - ring) * 2) / (3 * SIDE);
  const around = (BASE_AROUND[base]! * inRing + x - y) / inRing;
  const longitude = around * 45 * DEGREE;
  const flat = Math.sqrt(1 - z * z);
  return [flat * Math.cos(longitude), flat * Math.sin(longitude), z];
}

/** Every second bit of a number. */
function gathered(spread: number): number {
  let number = 0;
  for (let bit = 0; bit < 6; bit++) number |= ((spread >> (2 * bit)) & 1) << bit;
  return number;
}
