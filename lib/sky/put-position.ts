import { healpixNested } from './healpix.ts';
import type { MosaicSky } from './mosaic.ts';
import type { Pointing } from './pointing.ts';
import { boundingCircle, polygon } from './region.ts';
import { put, putNumber, type Row } from './row.ts';
import type { SkyPoint } from './sky-point.ts';
import type { SkyImage } from './wcs/sky-image.ts';

// Positions and footprints, as values of a row.

const HPX_ORDER = 6;

/** Decimals of positions in degrees: 0.4 mas, or less than a microarcsecond. More would be rounding errors. */
const DECIMALS = { usual: 7, most: 10 };
/** In degrees. Smaller images may have pixels of less than a milliarcsecond. */
const SMALL_IMAGE = 0.01;
/** Decimals of sizes, in degrees or arcsec. */
const SIZE_DECIMALS = 7;
const rounded = (angle: number, decimals: number): number => Number(angle.toFixed(decimals));

/** The values of a single image are needed for the row of its HDU, for that of its file, and for images like it. */
const known = new WeakMap<SkyImage | MosaicSky, Row>();

/** Puts the position of one or several images, with what it covers. */
export function putSky(row: Row, sky: SkyImage | MosaicSky): void {
  const values = known.get(sky) ?? skyValues(sky);
  known.set(sky, values);
  for (const [name, value] of values) row.set(name, value);
}

function skyValues(sky: SkyImage | MosaicSky): Row {
  const row: Row = new Map();
  const { centre, corners, pixelScale, source } = sky;
  const diameter = corners === undefined ? undefined : boundingCircle(corners)?.diameter;
  const decimals = diameter !== undefined && diameter > SMALL_IMAGE ? DECIMALS.usual : DECIMALS.most;
  if (!putPoint(row, centre, decimals, source)) return row;
  // the axes of random groups are not those of pixels
  if (pixelScale !== undefined) {
    if ('sizes' in sky) {
      putNumber(row, 's_xel1', sky.sizes[0], `NAXIS${sky.axes[0]}`);
      putNumber(row, 's_xel2', sky.sizes[1], `NAXIS${sky.axes[1]}`);
    }
    putNumber(row, 's_pixel_scale', rounded(pixelScale, SIZE_DECIMALS), 'as s_ra');
  }
  if (corners === undefined) return row;
  put(row, 's_region', polygon(corners, decimals), source);
  putNumber(row, 's_fov', diameter && rounded(diameter, SIZE_DECIMALS), 's_region');
  return row;
}

/** Puts a position from keywords. */
export function putPointing(row: Row, { point, source }: Pointing): void {
  putPoint(row, point, DECIMALS.most, source);
}

function putPoint(row: Row, point: SkyPoint, decimals: number, source: string): boolean {
  if (!(point.ra >= 0 && point.ra < 360 && Math.abs(point.dec) <= 90)) return false;
  const [ra, dec] = [rounded(point.ra, decimals) % 360, rounded(point.dec, decimals)];
  putNumber(row, 's_ra', ra, source);
  putNumber(row, 's_dec', dec, source);
  putNumber(row, 'hpx6', healpixNested(HPX_ORDER, { ra, dec }), 's_ra s_dec');
  return true;
}
