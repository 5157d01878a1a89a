import { angle, DEGREE, direction, type Vector } from '../../../sky/sphere.ts';
import { PART_FROM, type View } from '../state/view.ts';
import { inIcrs } from './frames.ts';
import { FROM_PLANE, type Kind, type Out, toPlane } from './plane.ts';

/** A view of the sky on a canvas of a certain size. */
export interface CentredView {
  readonly kind: Kind;
  /** Pixels per unit of the plane. */
  readonly scale: number;
  readonly width: number;
  readonly height: number;
  /** In ICRS: the direction of the middle, of growing longitudes there, and of the top. */
  readonly centre: Vector;
  readonly east: Vector;
  readonly up: Vector;
}

/** Between the sky and the edge of the canvas, in pixels. */
const MARGIN = 6;

/** The view on a canvas. */
export function centredView(view: View, width: number, height: number): CentredView {
  const { frame, zoom, whole, part } = view;
  const [longitude, latitude] = [view.centre[0] * DEGREE, view.centre[1] * DEGREE];
  const kind = zoom < PART_FROM ? whole : part;
  return {
    kind,
    scale: wholeScale(kind === 'plate', width, height) * zoom,
    width,
    height,
    centre: inIcrs(frame, direction(longitude, latitude)),
    east: inIcrs(frame, direction(longitude + Math.PI / 2, 0)),
    up: inIcrs(frame, direction(longitude, latitude + Math.PI / 2)),
  };
}

/** The scale at which the whole sky fits. */
function wholeScale(isPlate: boolean, width: number, height: number): number {
  const [across, down] = isPlate ? [2 * Math.PI, Math.PI] : [4 * Math.SQRT2, 2 * Math.SQRT2];
  return Math.max(1, Math.min((width - 2 * MARGIN) / across, (height - 2 * MARGIN) / down));
}

/** The pixel of a direction in ICRS; undefined if it cannot be drawn. Longitudes grow to the left. */
export function pixelOf(view: CentredView, [x, y, z]: Vector): readonly [x: number, y: number] | undefined {
  const { centre, east, up, scale, width, height } = view;
  const at = toPlane(view.kind, [
    centre[0] * x + centre[1] * y + centre[2] * z,
    east[0] * x + east[1] * y + east[2] * z,
    up[0] * x + up[1] * y + up[2] * z,
  ]);
  return at && [width / 2 - at[0] * scale, height / 2 - at[1] * scale];
}

/** The direction, in ICRS, of a pixel; undefined outside the sky. */
export function directionOf(view: CentredView, x: number, y: number): Vector | undefined {
  const { centre, east, up, scale, width, height } = view;
  const out: Out = [0, 0, 0];
  if (!FROM_PLANE[view.kind]((width / 2 - x) / scale, (height / 2 - y) / scale, out)) return undefined;
  return [0, 1, 2].map((i) => centre[i]! * out[0] + east[i]! * out[1] + up[i]! * out[2]) as unknown as Vector;
}

/** Whether a direction in ICRS is on the canvas. */
export function isOnCanvas(view: CentredView, x: number, y: number, z: number): boolean {
  const pixel = pixelOf(view, [x, y, z]);
  if (pixel === undefined) return false;
  return pixel[0] >= 0 && pixel[0] <= view.width && pixel[1] >= 0 && pixel[1] <= view.height;
}

/** The radius of a circle around everything on the canvas, in radians. */
export function viewRadius(view: CentredView): number {
  const corner = directionOf(view, 0, 0);
  return corner === undefined ? Math.PI : angle(view.centre, corner) + 1e-6;
}
