import { healpixNested } from './healpix.ts';
import type { MosaicSky } from './mosaic.ts';
import type { Pointing } from './pointing.ts';
import { boundingCircle, polygon } from './region.ts';
import { put, putNumber, type Row } from './row.ts';
import type { SkyPoint } from './sky-point.ts';
import type { SkyImage } from './wcs/sky-image.ts';

// Positions and footprints, as values of a row.

const HPX_ORDER = 6;

/** Puts the position of one or several images, with what it covers. */
export function putSky(row: Row, sky: SkyImage | MosaicSky): void {
  const { centre, corners, source } = sky;
  if (!putPoint(row, centre, source)) return;
  // the axes of random groups are not those of pixels
  if ('sizes' in sky && sky.pixelScale !== undefined) {
    putNumber(row, 's_xel1', sky.sizes[0], `NAXIS${sky.axes[0]}`);
    putNumber(row, 's_xel2', sky.sizes[1], `NAXIS${sky.axes[1]}`);
    putNumber(row, 's_pixel_scale', sky.pixelScale, 'as s_ra');
  }
  if (corners === undefined) return;
  const { region, diameter } = outlineOf(corners);
  put(row, 's_region', region, source);
  putNumber(row, 's_fov', diameter, 's_region');
}

interface Outline {
  readonly region: string | undefined;
  readonly diameter: number | undefined;
}

/** The outline of a single image is needed for the row of its HDU and for that of its file. */
const outlines = new WeakMap<readonly SkyPoint[], Outline>();

function outlineOf(corners: readonly SkyPoint[]): Outline {
  const known = outlines.get(corners);
  if (known !== undefined) return known;
  const outline = { region: polygon(corners), diameter: boundingCircle(corners)?.diameter };
  outlines.set(corners, outline);
  return outline;
}

/** Puts a position from keywords. */
export function putPointing(row: Row, { point, source }: Pointing): void {
  putPoint(row, point, source);
}

function putPoint(row: Row, point: SkyPoint, source: string): boolean {
  const { ra, dec } = point;
  if (!(ra >= 0 && ra < 360 && Math.abs(dec) <= 90)) return false;
  putNumber(row, 's_ra', ra, source);
  putNumber(row, 's_dec', dec, source);
  putNumber(row, 'hpx6', healpixNested(HPX_ORDER, point), 's_ra s_dec');
  return true;
}
