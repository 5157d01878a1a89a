import { contextOf, element } from '../dom.ts';
import { shortNumber, thousands } from '../numbers.ts';
import type { DrawnPicture } from '../server.ts';
import { theme } from '../theme.ts';
import type { Points } from '../wire.ts';

/** How a picture is turned so that north is up, and whether it is mirrored so that east is left. */
export interface Turn {
  /** Clockwise, in radians. */
  readonly angle: number;
  readonly isMirrored: boolean;
}

/** The turn for the directions of north and east in the picture: x to the right, y down. */
export function turnOf(
  north: readonly [number, number] | undefined,
  east: readonly [number, number] | undefined,
): Turn {
  if (north === undefined) return { angle: 0, isMirrored: false };
  // clockwise from up to north, undone
  const angle = -Math.atan2(north[0], -north[1]);
  return { angle, isMirrored: east !== undefined && !isLeft(north, east) };
}

/** Whether east is to the left of north, as on the sky. */
const isLeft = (north: readonly [number, number], east: readonly [number, number]): boolean =>
  // the cross product, with y down
  north[0] * east[1] - north[1] * east[0] < 0;

/** Draws grey pixels, north up if that is known. */
export function pictureOf(picture: DrawnPicture): HTMLElement {
  const { width, height, pixels, north, east, low, high, bytesRead } = picture;
  const grey = element('canvas', { width, height });
  const data = new ImageData(width, height);
  const rgba = new Uint32Array(data.data.buffer);
  for (let at = 0; at < rgba.length; at++) rgba[at] = 0xff000000 | (pixels[at]! * 0x010101);
  contextOf(grey).putImageData(data, 0, 0);
  const { angle, isMirrored } = turnOf(north, east);
  const [sin, cos] = [Math.abs(Math.sin(angle)), Math.abs(Math.cos(angle))];
  const [across, down] = [Math.ceil(width * cos + height * sin), Math.ceil(width * sin + height * cos)];
  const turned = element('canvas', {
    width: across,
    height: down,
    class: 'picture',
    role: 'img',
    'aria-label': 'Quick look',
  });
  const context = contextOf(turned);
  context.translate(across / 2, down / 2);
  if (isMirrored) context.scale(-1, 1);
  context.rotate(angle);
  context.drawImage(grey, -width / 2, -height / 2);
  const text = [
    `${shortNumber(low)} to ${shortNumber(high)}`,
    north === undefined ? 'as stored, first row at the bottom' : 'north up, east left',
    `read ${thousands(Math.round(bytesRead / 1000))} kB`,
  ];
  return element('figure', {}, turned, element('figcaption', {}, text.join(' · ')));
}

/** Draws a spectrum, or two columns of a table. */
export function pointsOf({ kind, columns, points }: Points): HTMLElement {
  const [width, height, margin] = [560, 220, 8];
  const canvas = element('canvas', {
    width: width * 2,
    height: height * 2,
    class: 'plot',
    role: 'img',
    'aria-label': columns.join(' and '),
  });
  const context = contextOf(canvas);
  context.scale(2, 2);
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const scale = (values: readonly number[], from: number, to: number): ((value: number) => number) => {
    const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const most = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    return (value) => from + ((value - least) / (most - least || 1)) * (to - from);
  };
  const [x, y] = [scale(xs, margin, width - margin), scale(ys, height - margin, margin)];
  [context.strokeStyle, context.fillStyle] = [theme().bar, theme().bar];
  context.beginPath();
  for (const [px, py] of points) {
    if (kind === 'line') context.lineTo(x(px), y(py));
    else context.rect(x(px) - 1, y(py) - 1, 2, 2);
  }
  if (kind === 'line') context.stroke();
  else context.fill();
  const range = (values: readonly number[]): string =>
    `${shortNumber(values.reduce((a, b) => Math.min(a, b)))} to ${shortNumber(values.reduce((a, b) => Math.max(a, b)))}`;
  const text =
    points.length === 0 ? 'no points' : `${columns[0]}: ${range(xs)} · ${columns[1]}: ${range(ys)}`;
  return element('figure', {}, canvas, element('figcaption', {}, text));
}
