import type { HduHeader } from '../header.ts';

/** What an axis of an image counts. */
export type AxisKind = 'longitude' | 'latitude' | 'spectral' | 'time' | 'stokes' | 'other';

/** An axis of an image. */
export interface Axis {
  /** 1, 2, ... */
  readonly number: number;
  readonly kind: AxisKind;
  /** CTYPEn, in upper case; empty if there is none. */
  readonly ctype: string;
  /** In pixels; of a compressed image, those of the image. 1 for an axis beyond NAXIS. 0 for NAXIS1 of random groups. */
  readonly length: number;
}

/** The axes of an image HDU, compressed or not, or of random groups. Empty for other HDUs, and if there is no data. It never throws. */
export function axesOf(_header: HduHeader): readonly Axis[] {
  return [];
}

/** The polarization states along a STOKES axis. */
export interface Polarization {
  /** `/I/Q/U/V/`, in the order of ObsCore 1.1, B.6.6. */
  readonly states: string;
  /** How many. */
  readonly xel: number;
  readonly source: string;
}

/** The polarization states of an image HDU or of random groups. Undefined without a STOKES axis, or if it has a value that means nothing. */
export function polarization(_header: HduHeader): Polarization | undefined {
  return undefined;
}
