import { contextOf, element } from '../dom.ts';
import { shortNumber, thousands } from '../numbers.ts';
import { beginning } from '../rows/cell-text.ts';
import type { Picture, Points } from '../server.ts';
import { theme } from '../theme.ts';

/** Pictures with fewer pixels per side are enlarged. */
const SMALL = 400;

/** Draws grey pixels, north up if that is known. */
export function pictureOf({
  width,
  height,
  pixels,
  northUp,
  low,
  high,
  bytesRead,
  unit,
  image: { planes, ...whole },
}: Picture): HTMLElement {
  const grey = element('canvas', { width, height });
  const data = new ImageData(width, height);
  const rgba = new Uint32Array(data.data.buffer);
  for (let at = 0; at < rgba.length; at++) rgba[at] = 0xff000000 | ((pixels[at] ?? 0) * 0x010101);
  contextOf(grey).putImageData(data, 0, 0);
  const [a, b, c, d] = northUp ?? [1, 0, 0, 1];
  const [across, down] = [
    Math.ceil(Math.abs(a) * width + Math.abs(c) * height),
    Math.ceil(Math.abs(b) * width + Math.abs(d) * height),
  ];
  const turned = element('canvas', {
    width: across,
    height: down,
    class: 'picture',
    role: 'img',
    'aria-label': 'Quick look',
  });
  const context = contextOf(turned);
  context.setTransform(a, b, c, d, across / 2, down / 2);
  context.drawImage(grey, -width / 2, -height / 2);
  // a small picture is shown larger
  const larger = Math.max(1, Math.floor(SMALL / Math.max(across, down)));
  turned.style.width = `${across * larger}px`;
  const text = [
    `${shortNumber(low)} to ${shortNumber(high)} ${unit}`.trim(),
    `${whole.width} × ${whole.height} pixels${planes > 1 ? `, plane 1 of ${thousands(planes)}` : ''}`,
    northUp === null ? 'as stored' : 'north up, east left',
    readText(bytesRead),
  ];
  return element('figure', {}, turned, captionOf(text));
}

/** Facts below a picture. Each is set apart: a unit may be written from right to left. */
const captionOf = (facts: readonly string[]): HTMLElement =>
  element(
    'figcaption',
    {},
    ...facts.flatMap((fact, at) => [at === 0 ? '' : ' · ', element('bdi', {}, fact)]),
  );

const readText = (bytes: number): string => `${thousands(Math.ceil(bytes / 1000))} kB read`;

const [WIDTH, HEIGHT, MARGIN] = [560, 220, 8];

/** Draws a spectrum, or two columns of a table. */
export function pointsOf({ kind, x: across, y: up, xs, ys, isSampled, bytesRead }: Points): HTMLElement {
  const label = `${nameOf(across)} and ${nameOf(up)}`;
  const canvas = element('canvas', {
    width: WIDTH * 2,
    height: HEIGHT * 2,
    class: 'plot',
    role: 'img',
    'aria-label': label,
  });
  const context = contextOf(canvas);
  context.scale(2, 2);
  const [inX, inY] = [rangeOf(xs), rangeOf(ys)];
  [context.strokeStyle, context.fillStyle] = [theme().bar, theme().bar];
  context.beginPath();
  // few points would hardly be seen
  const size = xs.length < 100 ? 5 : 2;
  let isGap = true;
  for (let at = 0; at < xs.length; at++) {
    const x = MARGIN + inX.part(xs[at] ?? Number.NaN) * (WIDTH - 2 * MARGIN);
    const y = HEIGHT - MARGIN - inY.part(ys[at] ?? Number.NaN) * (HEIGHT - 2 * MARGIN);
    const isPoint = Number.isFinite(x) && Number.isFinite(y);
    if (isPoint && kind === 'scatter') context.rect(x - size / 2, y - size / 2, size, size);
    else if (isPoint && isGap) context.moveTo(x, y);
    else if (isPoint) context.lineTo(x, y);
    isGap = !isPoint;
  }
  if (kind === 'line') context.stroke();
  else context.fill();
  const text = [
    `${nameOf(across)}: ${inX.text}`,
    `${nameOf(up)}: ${inY.text}`,
    `${thousands(xs.length)} points${isSampled ? ', evenly chosen' : ''}`,
    readText(bytesRead),
  ];
  return element('figure', {}, canvas, captionOf(text));
}

const nameOf = ({ label, unit }: Points['x']): string =>
  beginning(unit === '' ? label : `${label} (${unit})`, MOST_TEXT);

/** More characters of a name would not fit. */
const MOST_TEXT = 100;

/** The range of numbers, and where a number is in it. */
function rangeOf(numbers: ArrayLike<number>): {
  readonly text: string;
  readonly part: (value: number) => number;
} {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < numbers.length; at++) {
    const number = numbers[at] ?? Number.NaN;
    if (number < least) least = number;
    if (number > most) most = number;
  }
  const text = least > most ? 'no values' : `${shortNumber(least)} to ${shortNumber(most)}`;
  return { text, part: (value) => (value - least) / (most - least || 1) };
}
