/**
 * HPX, the HEALPix projection (Calabretta & Roukema 2007, section 2): from the plane to native longitude and latitude,
 * all in radians, with `h` facets around and `k` facets from pole to pole. Undefined for impossible numbers of facets.
 */
export function hpx(
  h: number,
  k: number,
): ((x: number, y: number) => readonly [phi: number, theta: number] | undefined) | undefined {
  if (!(Number.isInteger(h) && Number.isInteger(k) && h > 0 && k > 0)) return undefined;
  const half = Math.PI / h;
  return (x, y) => {
    const facets = (y * h) / Math.PI;
    // the equatorial region, where parallels are evenly spaced in sin(theta)
    if (Math.abs(facets) <= (k - 1) / 2) return [x, Math.asin((2 * facets) / k)];
    const sigma = (k + 1) / 2 - Math.abs(facets);
    if (sigma < -1e-10) return undefined;
    const centre = polarCentre(x, half, k % 2 === 1 || y > 0);
    const across = x - centre;
    if (Math.abs(across) > half * sigma + 1e-10) return undefined;
    const theta = Math.asin(1 - (sigma * sigma) / k);
    return [sigma < 1e-10 ? centre : centre + across / sigma, Math.sign(y) * theta];
  };
}

/** The longitude in the middle of a polar facet. Facets are 2 * `half` wide; in the south they may be shifted by half of that. */
function polarCentre(x: number, half: number, isAligned: boolean): number {
  const shift = isAligned ? 1 : 0;
  const facet = Math.floor((x + Math.PI) / (2 * half) + (1 - shift) / 2);
  // the eastern edge of the map belongs to the last facet
  return -Math.PI + (2 * facet + shift) * half - (isAligned && x >= Math.PI ? 2 * half : 0);
}
