import type { HduHeader } from '../header.ts';
import type { SkyPoint } from '../sky-point.ts';

/** Where an image is on the sky. */
export interface SkyImage {
  /** Of the middle of the image, which is not where CRVAL is. */
  readonly centre: SkyPoint;
  /**
   * The outer corners of the corner pixels, around the image: first the corner of pixel (1, 1), then along the first
   * of the two axes. Undefined if one of them is not on the sky, or if the axes are those of random groups.
   */
  readonly corners: readonly SkyPoint[] | undefined;
  /** The numbers of the two celestial axes, ascending. */
  readonly axes: readonly [number, number];
  /** The lengths of these axes, in pixels. */
  readonly sizes: readonly [number, number];
  /** The side of a square with the area of the pixel in the middle, in arcsec. Undefined for random groups. */
  readonly pixelScale: number | undefined;
  /** The keywords that were used, the projection, and the frame if it is not ICRS: `CTYPE1 CRVAL1 ... (TAN-SIP, FK5)`. */
  readonly source: string;
}

/** Why an image with celestial axes has no position in ICRS. */
export interface NoSky {
  /** A few fixed words, and the value of the header that is meant: `projection TNX is not supported`. */
  readonly reason: string;
}

/** Where the image of an HDU is on the sky. Undefined if the HDU is not an image or has no celestial axes. It never throws. */
export function skyImage(_header: HduHeader): SkyImage | NoSky | undefined {
  return undefined;
}
