/** Where a place is: in one of the twelve base pixels of HEALPix, as parts of its sides. */
export type Place = [face: number, x: number, y: number];

const MOST = 1 - Number.EPSILON;

/** The place of a direction, for any order (Gorski et al. 2005). cell.ts does the same for one order, faster. */
export function placeOf(x: number, y: number, z: number, out: Place): void {
  let quarters = Math.atan2(y, x) * (2 / Math.PI);
  if (quarters < 0) quarters += 4;
  // a tiny negative angle plus 4 is 4
  if (quarters >= 4) quarters = 0;
  const height = Math.abs(z);
  if (height <= 2 / 3) {
    const ascending = 0.5 + quarters - 0.75 * z;
    const descending = 0.5 + quarters + 0.75 * z;
    const [a, d] = [Math.floor(ascending), Math.floor(descending)];
    out[0] = a === d ? (a & 3) + 4 : a < d ? a & 3 : (d & 3) + 8;
    out[1] = descending - d;
    out[2] = Math.min(MOST, 1 - (ascending - a));
    return;
  }
  const quarter = Math.min(3, Math.floor(quarters));
  const within = quarters - quarter;
  // sqrt(3 (1 - |z|)), exact near the pole
  const distance = Math.sqrt((3 * (x * x + y * y)) / (1 + height));
  const [low, high] = [within * distance, (1 - within) * distance];
  out[0] = z > 0 ? quarter : quarter + 8;
  out[1] = Math.min(MOST, z > 0 ? 1 - high : low);
  out[2] = Math.min(MOST, z > 0 ? 1 - low : high);
}
