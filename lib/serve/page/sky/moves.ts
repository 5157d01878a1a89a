import { toPoint, type Vector } from '../../../sky/sphere.ts';
import { MOST_ZOOM, PART_FROM, type View } from '../state/view.ts';
import { type CentredView, centredView, directionOf } from './centred-view.ts';
import { fromFrame, toFrame } from './frames.ts';

const DEGREE = Math.PI / 180;
const turned = (longitude: number): number => ((longitude % 360) + 360) % 360;
const clamped = (value: number, least: number, most: number): number =>
  Math.max(least, Math.min(most, value));
/** Fewer digits keep addresses short; at the highest zoom a pixel has 0.3 arcseconds. */
const rounded = (degrees: number): number => Number(degrees.toFixed(6));

/** Moves the sky by pixels: what is in the middle follows the hand. */
export function moved(view: View, { scale }: CentredView, right: number, down: number): View {
  const [longitude, latitude] = view.centre;
  const perPixel = 1 / (scale * DEGREE);
  const flat = Math.max(0.05, Math.cos(latitude * DEGREE));
  return {
    ...view,
    centre: [
      rounded(turned(longitude + (right * perPixel) / flat)),
      rounded(clamped(latitude + down * perPixel, -90, 90)),
    ],
  };
}

/** Zooms, so that what is at a pixel stays there, as far as that is possible. */
export function zoomed(view: View, on: CentredView, by: number, x: number, y: number): View {
  const zoom = Number(clamped(view.zoom * by, 1, MOST_ZOOM).toFixed(4));
  let next: View = { ...view, zoom };
  const wanted = directionOf(on, x, y);
  if (wanted === undefined || zoom === 1) return next;
  const target = lonLat(view, wanted);
  for (let turn = 0; turn < 3; turn++) {
    const found = directionOf(centredView(next, on.width, on.height), x, y);
    if (found === undefined) return next;
    const [longitude, latitude] = lonLat(view, found);
    const across = ((target[0] - longitude + 540) % 360) - 180;
    next = {
      ...next,
      centre: [
        rounded(turned(next.centre[0] + across)),
        rounded(clamped(next.centre[1] + target[1] - latitude, -90, 90)),
      ],
    };
  }
  return next;
}

function lonLat({ frame }: View, direction: Vector): readonly [number, number] {
  const { ra, dec } = toPoint(direction);
  return toFrame(frame, [ra, dec]);
}

/** The same part of the sky in another frame; of the whole sky, the middle of that frame. */
export function inOtherFrame(view: View, frame: View['frame']): View {
  if (view.zoom < PART_FROM) return { ...view, frame, centre: [0, 0] };
  const [longitude, latitude] = toFrame(frame, fromFrame(view.frame, view.centre));
  return { ...view, frame, centre: [rounded(longitude), rounded(latitude)] };
}

/** Shows a circle in the middle, so that it fills about half of the canvas. */
export function around(
  view: View,
  [ra, dec]: readonly [number, number],
  radius: number,
  on: CentredView,
): View {
  const [longitude, latitude] = toFrame(view.frame, [ra, dec]);
  const atOne = on.scale / view.zoom;
  const wanted = Math.min(on.width, on.height) / 4 / (Math.max(0.02, radius) * DEGREE * atOne);
  return {
    ...view,
    centre: [rounded(longitude), rounded(latitude)],
    zoom: Number(clamped(wanted, 1, MOST_ZOOM).toFixed(4)),
  };
}
