import type { HduHeader } from '../header.ts';
import { surrounds } from '../region.ts';
import type { SkyPoint } from '../sky-point.ts';
import { ARCSEC, cross, dot, minus, toPoint, type Vector } from '../sphere.ts';
import { type Axis, axesOf } from './axes.ts';
import { type CelestialAxes, celestialAxes, type Unsupported } from './celestial-axes.ts';
import { declaredFrame } from './declared-frame.ts';
import { type DeclaredWcs, declaredWcs } from './declared-wcs.ts';
import type { Frame } from './frame.ts';
import { keywordsOf, sourceText } from './keywords.ts';

/** Where an image is on the sky. */
export interface SkyImage {
  /** Of the middle of the image, which is not where CRVAL is. */
  readonly centre: SkyPoint;
  /**
   * The outer corners of the corner pixels, around the image: first the corner of pixel (1, 1), then along the first
   * of the two axes. Undefined if one of them is not on the sky, if the great circles between them do not go around
   * the centre (all-sky maps), or if there are no pixels of a known size (visibilities).
   */
  readonly corners: readonly SkyPoint[] | undefined;
  /** The numbers of the two celestial axes, ascending. */
  readonly axes: readonly [number, number];
  /** The lengths of these axes, in pixels. */
  readonly sizes: readonly [number, number];
  /** The side of a square with the area of the pixel in the middle, in arcsec. Undefined if there are none. */
  readonly pixelScale: number | undefined;
  /** The keywords that were used besides NAXISn, the projection, and the frame if it is not ICRS: `CTYPE1 CRVAL1 ... (TAN-SIP, FK5)`. */
  readonly source: string;
}

/** Why an image with celestial axes has no position in ICRS. */
export type NoSky = Unsupported;

/**
 * Where the image of an HDU is on the sky. Undefined if the HDU is not an image or has no celestial axes. The cards
 * never make it throw.
 */
export function skyImage(
  header: HduHeader,
  all: readonly Axis[] = axesOf(header),
): SkyImage | NoSky | undefined {
  const axes = celestialAxes(all);
  if (axes === undefined || 'reason' in axes) return axes;
  const { type, pair } = axes;
  const keywords = keywordsOf(header);
  const ctypes = pair.map((axis) => keywords.text(`CTYPE${axis}`));
  if (type.system === 'other') return { reason: `not in a frame of the sky: ${ctypes.join(' ')}` };
  const frame = declaredFrame(keywords, axes);
  if ('reason' in frame) return frame;
  const wcs = declaredWcs(keywords, axes);
  if (keywords.bad !== undefined) return { reason: `${keywords.bad} is not a number` };
  if ('reason' in wcs) return wcs;
  const note = [wcs.projection, frame.name].filter((word) => word !== '').join(', ');
  // a cell of visibilities is not a pixel on the sky
  const hasPixels = wcs.isExtended && header.type !== 'RANDOM GROUPS';
  return located(axes, (x, y) => icrs(wcs, frame, x, y), hasPixels, sourceText(keywords, note));
}

function icrs(wcs: DeclaredWcs, frame: Frame, x: number, y: number): Vector | undefined {
  const direction = wcs.direction(x, y);
  // huge values overflow
  if (direction === undefined || !Number.isFinite(direction[0] + direction[1] + direction[2]))
    return undefined;
  return frame.toIcrs(direction);
}

/** The direction of a pixel, in ICRS. */
type Pixels = (x: number, y: number) => Vector | undefined;

function located(
  { pair, lengths }: CelestialAxes,
  at: Pixels,
  hasPixels: boolean,
  source: string,
): SkyImage | NoSky {
  const isSwapped = pair[0] > pair[1];
  const axes = isSwapped ? ([pair[1], pair[0]] as const) : pair;
  const sizes = isSwapped ? ([lengths[1], lengths[0]] as const) : lengths;
  const [x, y] = [(sizes[0] + 1) / 2, (sizes[1] + 1) / 2];
  const middle = at(x, y);
  if (middle === undefined) return { reason: 'the centre of the image is not on the sky' };
  return {
    centre: toPoint(middle),
    corners: hasPixels ? cornersOf(at, sizes, middle) : undefined,
    axes,
    sizes,
    pixelScale: hasPixels ? pixelScale(at, x, y) : undefined,
    source,
  };
}

/** The cosine of 89 degrees: how far from the centre corners may be. */
const FARTHEST = 0.0175;

function cornersOf(
  at: Pixels,
  [width, height]: readonly [number, number],
  middle: Vector,
): SkyPoint[] | undefined {
  const [right, top] = [width + 0.5, height + 0.5];
  const corners: Vector[] = [];
  for (const [x, y] of [
    [0.5, 0.5] as const,
    [right, 0.5] as const,
    [right, top] as const,
    [0.5, top] as const,
  ]) {
    const corner = at(x, y);
    if (corner === undefined || dot(corner, middle) < FARTHEST) return undefined;
    corners.push(corner);
  }
  return surrounds(corners, middle) ? corners.map(toPoint) : undefined;
}

/** The root of the area of the pixel around (x, y), in arcsec. */
function pixelScale(at: Pixels, x: number, y: number): number | undefined {
  const [left, right] = [at(x - 0.5, y), at(x + 0.5, y)];
  const [below, above] = [at(x, y - 0.5), at(x, y + 0.5)];
  if (!(left && right && below && above)) return undefined;
  const area = cross(minus(right, left), minus(above, below));
  return Math.sqrt(Math.hypot(...area)) / ARCSEC;
}
