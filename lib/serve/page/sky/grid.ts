import { DEGREE, toPoint } from '../../../sky/sphere.ts';
import type { View } from '../state/view.ts';
import { type CentredView, directionOf, pixelOf } from './centred-view.ts';
import { type LonLat, toFrame, vectorAt } from './frames.ts';

/** The distance between lines of the grid, in degrees. */
export interface GridStep {
  readonly longitude: number;
  readonly latitude: number;
}

/** A label of the grid and its place on the canvas. */
export interface Label {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  /** Where the place is in the text. */
  readonly align: 'left' | 'center';
}

/** In degrees. Of right ascension: round hours, minutes and seconds. */
const HOURS = [45, 30, 15, 7.5, 5, 2.5, 1.25, 0.5, 0.25, 0.125, 5 / 60, 2.5 / 60, 1.25 / 60, 0.5 / 60];
const DEGREES = [30, 15, 10, 5, 2, 1, 0.5, 0.25, 10 / 60, 5 / 60, 2 / 60, 1 / 60, 0.5 / 60, 10 / 3600];
/** Lines of the grid are about so many pixels apart. */
const APART = 70;

/** The lines that suit a zoom: some on the canvas, but not many. */
export function gridStep({ frame, centre }: View, { kind, scale }: CentredView): GridStep {
  if (kind === 'hammer' || kind === 'mollweide' || kind === 'plate')
    return { longitude: frame === 'equatorial' ? 45 : 60, latitude: 30 };
  const wanted = APART / (scale * DEGREE);
  const flat = Math.max(0.02, Math.cos(centre[1] * DEGREE));
  return {
    longitude: nearest(frame === 'equatorial' ? HOURS : DEGREES, Math.min(45, wanted / flat)),
    latitude: nearest(DEGREES, wanted),
  };
}

/** The smallest step that is large enough. */
const nearest = (steps: readonly number[], wanted: number): number =>
  steps.findLast((step) => step >= wanted) ?? steps[0]!;

/** `6h30m` or `210°`. */
export function longitudeText(frame: View['frame'], degrees: number): string {
  const turn = ((degrees % 360) + 360) % 360;
  if (frame === 'galactic') return degreesText(turn);
  const seconds = Math.round(turn * 240) % 86_400;
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const last = parts[2] !== 0 ? 3 : parts[1] !== 0 ? 2 : 1;
  return parts
    .slice(0, last)
    .map((part, i) => `${i === 0 ? part : String(part).padStart(2, '0')}${'hms'[i]}`)
    .join('');
}

/** `+30°` or `−5°20′`. */
export const latitudeText = (degrees: number): string =>
  `${degrees < -1e-9 ? '−' : degrees > 1e-9 ? '+' : ''}${degreesText(Math.abs(degrees))}`;

function degreesText(degrees: number): string {
  const seconds = Math.round(degrees * 3600);
  const [whole, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${whole}°${minutes + rest === 0 ? '' : `${minutes}′`}${rest === 0 ? '' : `${rest}″`}`;
}

/** The labels of a grid. */
export function gridLabels(view: View, on: CentredView, step: GridStep): Label[] {
  return on.kind === 'hammer' || on.kind === 'mollweide' || on.kind === 'plate'
    ? wholeLabels(view, on, step)
    : edgeLabels(view, on, step);
}

/** Of the whole sky: longitudes along the equator of the frame, latitudes along the middle. */
function wholeLabels(view: View, on: CentredView, step: GridStep): Label[] {
  const { frame, centre } = view;
  const longitudes = multiples(0, 360 - step.longitude, step.longitude).map((longitude) => ({
    text: longitudeText(frame, longitude),
    at: [longitude, 0] as LonLat,
  }));
  const latitudes = multiples(-60, 60, step.latitude)
    .filter((latitude) => latitude !== 0)
    .map((latitude) => ({ text: latitudeText(latitude), at: [centre[0], latitude] as LonLat }));
  return [...longitudes, ...latitudes].flatMap(({ text, at }) => {
    const pixel = pixelOf(on, vectorAt(frame, at));
    if (pixel === undefined || pixel[0] < 4 || pixel[0] > on.width - 30) return [];
    return [{ text, x: pixel[0] + 4, y: pixel[1] - 4, align: 'left' as const }];
  });
}

/** Of a part of the sky: longitudes where lines cross the bottom of the canvas, latitudes where they cross its left side. */
function edgeLabels(view: View, on: CentredView, step: GridStep): Label[] {
  const at = (x: number, y: number): LonLat | undefined => {
    const direction = directionOf(on, x, y);
    if (direction === undefined) return undefined;
    const { ra, dec } = toPoint(direction);
    return toFrame(view.frame, [ra, dec]);
  };
  const bottom = crossings(on.width, step.longitude, (x) => at(x, on.height - 1)?.[0], 360).map(
    ({ place, value }) => ({
      text: longitudeText(view.frame, value),
      x: place,
      y: on.height - 6,
      align: 'center' as const,
    }),
  );
  const left = crossings(on.height - 24, step.latitude, (y) => at(0, y)?.[1]).map(({ place, value }) => ({
    text: latitudeText(value),
    x: 5,
    y: place - 4,
    align: 'left' as const,
  }));
  return [...spread(bottom, ({ x }) => x, 54), ...spread(left, ({ y }) => y, 16)];
}

/** Where a quantity along an edge crosses multiples of a step. */
function crossings(
  length: number,
  step: number,
  value: (place: number) => number | undefined,
  period?: number,
): { place: number; value: number }[] {
  const found: { place: number; value: number }[] = [];
  let before = value(0);
  for (let place = 4; place < length; place += 4) {
    const now = value(place);
    if (before !== undefined && now !== undefined && Math.abs(now - before) < (period ?? 360) / 2) {
      const [low, high] = [Math.min(before, now), Math.max(before, now)];
      const multiple = Math.ceil(low / step) * step;
      if (multiple < high) found.push({ place: place - 2, value: multiple });
    } else if (period !== undefined && before !== undefined && now !== undefined) {
      found.push({ place: place - 2, value: 0 });
    }
    before = now;
  }
  return found;
}

/** Leaves out labels that are too close to the one before. */
function spread<T>(labels: readonly T[], place: (label: T) => number, least: number): T[] {
  const kept: T[] = [];
  for (const label of labels) {
    const last = kept.at(-1);
    if (last === undefined || place(label) - place(last) >= least) kept.push(label);
  }
  return kept;
}

function multiples(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, i) => (first + i) * step);
}
