import type { Axis } from './axes.ts';
import { type CelestialType, celestialType } from './ctype.ts';
import type { Pair } from './linear.ts';

/** Why a header has celestial axes, but no position. */
export interface Unsupported {
  /** A few fixed words, and the value of the header that is meant: `the projection TNX is not supported`. */
  readonly reason: string;
}

/** The two celestial axes of an image. */
export interface CelestialAxes {
  /** The numbers of the axes. */
  readonly pair: Pair;
  readonly lengths: Pair;
  /** What the CTYPEs of both say; `kind` is that of the longitude axis. */
  readonly type: CelestialType;
}

/** The celestial axes among the axes of an image. Undefined if there are none. */
export function celestialAxes(axes: readonly Axis[]): CelestialAxes | Unsupported | undefined {
  const found = axes.filter(({ kind }) => kind === 'longitude' || kind === 'latitude');
  const [one, other] = found;
  if (one === undefined) return undefined;
  if (other === undefined) return { reason: `only one celestial axis: ${one.ctype}` };
  const [longitude, latitude] = one.kind === 'longitude' ? [one, other] : [other, one];
  const [type, partner] = [celestialType(longitude.ctype), celestialType(latitude.ctype)];
  const isPair =
    found.length === 2 &&
    type?.kind === 'longitude' &&
    partner?.kind === 'latitude' &&
    type.pair === partner.pair &&
    type.projection === partner.projection &&
    type.distortion === partner.distortion;
  if (!isPair) return { reason: `the celestial axes do not match: ${one.ctype} ${other.ctype}` };
  return {
    pair: [longitude.number, latitude.number],
    lengths: [longitude.length, latitude.length],
    type,
  };
}
