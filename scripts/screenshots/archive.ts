import { healpixNested } from '../../lib/sky/healpix.ts';
import { polygon } from '../../lib/sky/region.ts';
import type { SkyPoint } from '../../lib/sky/sky-point.ts';
import { DEGREE, direction, rotated, rotation, toPoint } from '../../lib/sky/sphere.ts';
import { GALACTIC } from '../../lib/sky/wcs/frame.ts';

// A made archive of an observatory and its friends: where they pointed, when, and with what. The same numbers every time.

/** An observation of the made archive; null is what a header would not say. */
export interface Observation {
  readonly key: string;
  readonly instrument: string;
  readonly telescope: string;
  readonly type: string;
  readonly target: string;
  readonly filter: string | null;
  readonly start: number | null;
  readonly exposure: number;
  readonly airmass: number | null;
  readonly place: SkyPoint | null;
  readonly region: string | null;
  readonly hpx6: number | null;
}

/** Name, collection, telescope, field of view (degrees), first and last MJD, and declinations. */
const INSTRUMENTS = [
  ['MERICAM', 'meridian', 'Meridian 1.2m', 0.6, 54_000, 60_900, -25, 88],
  ['WIDE8', 'wide8', 'Wide 8m', 1.5, 56_000, 61_000, -88, 30],
  ['LONGSLIT', 'wide8', 'Wide 8m', 0.08, 52_000, 58_000, -88, 30],
  ['TWICAM', 'twin', 'Twin 2m', 0.4, 57_500, 61_200, -35, 88],
  ['ECHO', 'echo', 'Echo 4m', 0.05, 53_000, 61_300, -88, 25],
  ['plate camera', 'plates', 'Astrograph', 4.5, 33_000, 45_000, -30, 88],
  ['QUINCE-L', 'space', 'Quince', 0.15, 52_400, 61_300, -90, 90],
  ['IRCAM-2', 'infrared', 'Meridian 1.2m', 0.2, 51_000, 59_000, -60, 80],
] as const;
const FILTERS = ['R', 'V', 'B', 'I', 'g', 'r', 'i', 'z', 'U', 'J', 'H', 'K', 'Halpha', 'F606W', '[OIII]'];
const NAMES = ['M', 'NGC ', 'HD ', 'field '];
const [SECONDS, DAY] = [86_400, 1];

/** Numbers between 0 and 1 that are the same every time (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Fields that everybody points at: M 31, both poles, and both sides of RA 0. */
const FAVOURITES: readonly SkyPoint[] = [
  { ra: 10.685, dec: 41.269 },
  { ra: 120, dec: 89.2 },
  { ra: 300, dec: -89.3 },
  { ra: 0.02, dec: 20 },
  { ra: 359.98, dec: -40 },
];

/** A field: a third of them near the galactic plane. */
function fieldOf(random: () => number, number: number): { readonly name: string; readonly place: SkyPoint } {
  const kind = Math.floor(random() * 3);
  const place =
    kind === 0
      ? toPoint(GALACTIC.toIcrs(direction(random() * 2 * Math.PI, (random() + random() - 1) * 0.15)))
      : { ra: random() * 360, dec: Math.asin(2 * random() - 1) / DEGREE };
  return { name: `${NAMES[number % NAMES.length]}${100 + number}`, place: FAVOURITES[number] ?? place };
}

/** Makes an archive of so many observations. */
export function* archiveOf(count: number): Generator<Observation> {
  const random = randomOf(42);
  const fields = Array.from({ length: Math.max(8, Math.ceil(count / 60)) }, (_, number) =>
    fieldOf(random, number),
  );
  for (let number = 0; number < count; number++) {
    const [instrument, collection, telescope, fov, first, last, south, north] =
      INSTRUMENTS[Math.floor(8 * random() ** 1.4)] ?? INSTRUMENTS[0];
    const dice = random();
    const own = fields
      .slice(Math.floor(fields.length * random() ** 1.6))
      .find(({ place }) => place.dec > south + 0.5 && place.dec < north - 0.5);
    const type =
      dice < 0.74 ? 'object' : dice < 0.82 ? 'flat' : dice < 0.9 ? 'bias' : dice < 0.94 ? 'dark' : 'arc';
    const isObject = type === 'object' && own !== undefined;
    const near = isObject ? nearby(own.place, random) : null;
    const night = Math.floor(first + (last - first) * random() ** 0.7);
    yield {
      key: `${collection}/${night}/${instrument.toLowerCase().replaceAll(' ', '-')}-${number}.fits`,
      ...{ instrument, telescope, type },
      target: isObject ? own.name : type,
      filter: type === 'bias' || type === 'dark' ? null : (FILTERS[Math.floor(15 * random() ** 1.5)] ?? null),
      start: random() < 0.004 ? null : night + 0.4 * random() * DAY,
      exposure: type === 'bias' ? 0 : Number((10 ** (-0.5 + 4 * random())).toFixed(1)),
      airmass: isObject ? Number((1 + 1.4 * random() ** 3).toFixed(3)) : null,
      place: near,
      region: near && footprint(near, fov, random() * 90),
      hpx6: near && healpixNested(6, near),
    };
  }
}

/** A dithered pointing. */
function nearby({ ra, dec }: SkyPoint, random: () => number): SkyPoint {
  const lower = Math.max(-90, Math.min(90, dec + random() - 0.5));
  const across = (random() - 0.5) / Math.max(0.05, Math.cos(lower * DEGREE));
  return { ra: Number(((ra + across + 360) % 360).toFixed(6)), dec: Number(lower.toFixed(6)) };
}

/** A square on the sky, turned by an angle, as `s_region`. */
export function footprint({ ra, dec }: SkyPoint, side: number, turn: number): string | null {
  const half = (side / 2) * DEGREE;
  const toSky = [rotation('y', dec * DEGREE), rotation('z', -ra * DEGREE)] as const;
  const corners = [0, 1, 2, 3].map((corner) => {
    const bearing = (turn + 45 + 90 * corner) * DEGREE;
    const [y, z] = [Math.SQRT2 * half * Math.cos(bearing), Math.SQRT2 * half * Math.sin(bearing)];
    return toPoint(rotated(toSky[1], rotated(toSky[0], [1, y, z])));
  });
  return polygon(corners, 6) ?? null;
}

/** The end of an observation, in days. */
export const endOf = ({ start, exposure }: Observation): number | null =>
  start === null ? null : start + exposure / SECONDS;
