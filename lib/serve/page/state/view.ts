import type { Span } from './selection.ts';

/** Projections of the whole sky. */
export const WHOLE = ['hammer', 'mollweide', 'plate'] as const;
/** Projections of a part of the sky, by the codes of FITS. */
export const PARTS = ['STG', 'TAN', 'ZEA', 'SIN'] as const;
export type Whole = (typeof WHOLE)[number];
export type Part = (typeof PARTS)[number];

/** What the page shows of the sky and of time. It filters nothing. */
export interface View {
  readonly whole: Whole;
  /** For zooming in. */
  readonly part: Part;
  readonly frame: 'equatorial' | 'galactic';
  /** Longitude and latitude in the middle, in the frame, in degrees. */
  readonly centre: readonly [longitude: number, latitude: number];
  /** 1: the whole sky. */
  readonly zoom: number;
  /** The time that the histogram shows; all of it by default. */
  readonly time?: Span | undefined;
  /** Whether images of the sky are the background, if the server names some. */
  readonly images?: boolean | undefined;
}

export const DEFAULT_VIEW: View = {
  whole: 'hammer',
  part: 'STG',
  frame: 'equatorial',
  centre: [0, 0],
  zoom: 1,
};

/** From this zoom on, the sky is drawn in the projection for parts. */
export const PART_FROM = 2.5;
export const MOST_ZOOM = 4000;
