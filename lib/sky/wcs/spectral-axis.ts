import type { HduHeader } from '../header.ts';

/** What the spectral axis of an image covers. */
export interface SpectralAxis {
  /** Vacuum wavelengths in m, from the outer edge of one pixel to the outer edge of the last; min < max. */
  readonly min: number;
  readonly max: number;
  /** The number of pixels. */
  readonly xel: number;
  /** Wavelength / wavelength per pixel, in the middle of the axis. Undefined for a single pixel. */
  readonly resPower: number | undefined;
  readonly source: string;
}

/** The spectral axis of an image HDU (FITS standard 4.0, 8.4). Undefined if it has none that is understood. It never throws. */
export function spectralAxis(_header: HduHeader): SpectralAxis | undefined {
  return undefined;
}
