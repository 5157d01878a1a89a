import type { SkyPoint } from './sky-point.ts';

/** A circle on the sky. */
export interface SkyCircle {
  readonly centre: SkyPoint;
  /** In degrees. */
  readonly diameter: number;
}

/** The text of a polygon: `POLYGON ICRS ra dec ra dec ...`. Undefined for points that do not enclose an area. */
export function polygon(_corners: readonly SkyPoint[]): string | undefined {
  return undefined;
}

/** The convex hull of points. Undefined for points that do not fit in a hemisphere, or do not enclose an area. */
export function hull(_points: readonly SkyPoint[]): readonly SkyPoint[] | undefined {
  return undefined;
}

/** The smallest circle around points. Undefined without points, and for points that do not fit in a hemisphere. */
export function boundingCircle(_points: readonly SkyPoint[]): SkyCircle | undefined {
  return undefined;
}

/** Whether a point is inside a convex polygon. */
export function contains(_corners: readonly SkyPoint[], _point: SkyPoint): boolean {
  return false;
}
