import { healpixNested } from './healpix.ts';
import type { MosaicSky } from './mosaic.ts';
import type { Pointing } from './pointing.ts';
import { boundingCircle, polygon } from './region.ts';
import { put, putNumber, type Row } from './row.ts';
import type { SkyPoint } from './sky-point.ts';
import type { SkyImage } from './wcs/sky-image.ts';

// Positions and footprints, as values of a row.

const HPX_ORDER = 6;

/** Decimals of positions in degrees and of sizes: a microarcsecond, and a milliarcsecond. More would be rounding errors. */
const DECIMALS = { position: 10, size: 7 };
const rounded = (angle: number, of: keyof typeof DECIMALS): number => Number(angle.toFixed(DECIMALS[of]));

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
  const { centre, corners, source } = sky;
  if (!putPoint(row, centre, source)) return row;
  // the axes of random groups are not those of pixels
  if ('sizes' in sky && sky.pixelScale !== undefined) {
    putNumber(row, 's_xel1', sky.sizes[0], `NAXIS${sky.axes[0]}`);
    putNumber(row, 's_xel2', sky.sizes[1], `NAXIS${sky.axes[1]}`);
    putNumber(row, 's_pixel_scale', rounded(sky.pixelScale, 'size'), 'as s_ra');
  }
  if (corners === undefined) return row;
  const diameter = boundingCircle(corners)?.diameter;
  put(row, 's_region', polygon(corners), source);
  putNumber(row, 's_fov', diameter && rounded(diameter, 'size'), 's_region');
  return row;
}

/** Puts a position from keywords. */
export function putPointing(row: Row, { point, source }: Pointing): void {
  putPoint(row, point, source);
}

function putPoint(row: Row, point: SkyPoint, source: string): boolean {
  if (!(point.ra >= 0 && point.ra < 360 && Math.abs(point.dec) <= 90)) return false;
  const [ra, dec] = [rounded(point.ra, 'position') % 360, rounded(point.dec, 'position')];
  putNumber(row, 's_ra', ra, source);
  putNumber(row, 's_dec', dec, source);
  putNumber(row, 'hpx6', healpixNested(HPX_ORDER, { ra, dec }), 's_ra s_dec');
  return true;
}
