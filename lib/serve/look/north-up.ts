import type { HeaderHdu } from '../../engines/overview/file-headers.ts';
import { headerOf, type HeaderCard as SkyCard } from '../../sky/header.ts';
import type { SkyPoint } from '../../sky/sky-point.ts';
import { skyImage } from '../../sky/wcs/sky-image.ts';

const RADIANS = Math.PI / 180;

/**
 * The matrix (a, b, c, d) that puts north up and east left, as in CSS: the point (x, y) of a picture whose first row is its
 * top moves to (a x + c y, b x + d y). Undefined if the header does not say where the image is on the sky.
 */
export function northUp({ hdu, facts, cards }: HeaderHdu): readonly number[] | undefined {
  const byKeyword = new Map<string, SkyCard>();
  for (const { keyword, value, comment, type } of cards) {
    const known = byKeyword.get(keyword);
    if (known === undefined || known.value.trim() === '')
      byKeyword.set(keyword, { value: value ?? '', comment, type: type as SkyCard['type'] });
  }
  const image = skyImage(headerOf(hdu, facts['type'] ?? '', byKeyword));
  if (image === undefined || 'reason' in image || image.corners === undefined) return undefined;
  // the first two axes of the image are drawn
  return image.axes[0] === 1 && image.axes[1] === 2
    ? matrixOf(image.corners, image.centre, image.sizes)
    : undefined;
}

/** The matrix of an image, from its corners in the order of `SkyImage`. */
function matrixOf(
  corners: readonly SkyPoint[],
  centre: SkyPoint,
  [width, height]: readonly [number, number],
): readonly number[] | undefined {
  const [c0, c1, c2, c3] = corners.map((corner) => offset(corner, centre));
  if (!(c0 && c1 && c2 && c3)) return undefined;
  const along = (from: Offset, to: Offset, other: readonly [Offset, Offset], size: number): Offset => ({
    east: (to.east - from.east + other[1].east - other[0].east) / 2 / size,
    north: (to.north - from.north + other[1].north - other[0].north) / 2 / size,
  });
  const x = along(c0, c1, [c3, c2], width);
  const y = along(c0, c3, [c1, c2], height);
  const scale = Math.sqrt(Math.abs(x.east * y.north - x.north * y.east));
  if (!(scale > 0)) return undefined;
  // the y axis of the image points up, that of the picture down
  return [-x.east, -x.north, y.east, y.north].map((value) => value / scale);
}

/** A direction in the plane that touches the sky at the centre of the image. */
interface Offset {
  readonly east: number;
  readonly north: number;
}

/** The gnomonic projection of a point. */
function offset({ ra, dec }: SkyPoint, centre: SkyPoint): Offset {
  const [a, d, d0] = [(ra - centre.ra) * RADIANS, dec * RADIANS, centre.dec * RADIANS];
  const cosine = Math.sin(d0) * Math.sin(d) + Math.cos(d0) * Math.cos(d) * Math.cos(a);
  return {
    east: (Math.cos(d) * Math.sin(a)) / cosine,
    north: (Math.cos(d0) * Math.sin(d) - Math.sin(d0) * Math.cos(d) * Math.cos(a)) / cosine,
  };
}
