import { DEGREE, direction, toPoint } from '../../../sky/sphere.ts';
import { ecliptic, GALACTIC } from '../../../sky/wcs/frame.ts';
import type { Cone } from '../../../sql/cone.ts';
import type { View } from '../state/view.ts';
import { type LonLat, toFrame } from './frames.ts';

// Lines on the sky, as longitudes and latitudes of the frame that is shown.

type Frame = View['frame'];

/** The equator of a frame, every two degrees. */
function equatorOf(frame: Frame, toIcrs: typeof GALACTIC.toIcrs): LonLat[] {
  return Array.from({ length: 181 }, (_, i) => {
    const { ra, dec } = toPoint(toIcrs(direction(2 * i * DEGREE, 0)));
    return toFrame(frame, [ra, dec]);
  });
}

export const galacticPlane = (frame: Frame): LonLat[] => equatorOf(frame, GALACTIC.toIcrs);
export const eclipticLine = (frame: Frame): LonLat[] => equatorOf(frame, ecliptic(2000).toIcrs);

/** The edge of a cone. */
export function coneOutline(frame: Frame, { ra, dec, radius }: Cone): LonLat[] {
  const [latitude, r] = [dec * DEGREE, radius * DEGREE];
  const corners = 96;
  return Array.from({ length: corners + 1 }, (_, i) => {
    const bearing = (2 * Math.PI * i) / corners;
    const sine = Math.sin(latitude) * Math.cos(r) + Math.cos(latitude) * Math.sin(r) * Math.cos(bearing);
    const across = Math.sin(bearing) * Math.sin(r) * Math.cos(latitude);
    const along = Math.cos(r) - Math.sin(latitude) * sine;
    const longitude = ra + Math.atan2(across, along) / DEGREE;
    return toFrame(frame, [
      ((longitude % 360) + 360) % 360,
      Math.asin(Math.max(-1, Math.min(1, sine))) / DEGREE,
    ]);
  });
}

/** The corners of a footprint, with the first one again at the end; undefined if it is not a polygon. */
export function footprintOutline(frame: Frame, region: string | null): LonLat[] | undefined {
  const [shape, system, ...texts] = (region ?? '').trim().split(/\s+/);
  const numbers = texts.map(Number);
  if (shape?.toUpperCase() !== 'POLYGON' || system === undefined) return undefined;
  if (numbers.length < 6 || numbers.length % 2 > 0 || !numbers.every(Number.isFinite)) return undefined;
  const corners = Array.from({ length: numbers.length / 2 }, (_, i) =>
    toFrame(frame, [numbers[2 * i]!, numbers[2 * i + 1]!]),
  );
  return [...corners, ...corners.slice(0, 1)];
}
