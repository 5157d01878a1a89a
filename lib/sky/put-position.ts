import type { Pointing } from './described.ts';
import { healpixNested } from './healpix.ts';
import type { MosaicSky } from './mosaic.ts';
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
  if ('sizes' in sky) {
    putNumber(row, 's_xel1', sky.sizes[0] > 0 ? sky.sizes[0] : undefined, source);
    putNumber(row, 's_xel2', sky.sizes[1] > 0 ? sky.sizes[1] : undefined, source);
    putNumber(row, 's_pixel_scale', sky.pixelScale, source);
  }
  if (corners === undefined) return;
  put(row, 's_region', polygon(corners), source);
  putNumber(row, 's_fov', boundingCircle(corners)?.diameter, source);
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
  putNumber(row, 'hpx6', healpixNested(HPX_ORDER, point), source);
  return true;
}
