import { longitude } from './angle.ts';
import { numberIn, type Place, textIn } from './lookup.ts';
import { GEOCENTRIC, LONGITUDE_KEYWORDS, SITE_KEYWORDS, SITES, type Site } from './rules/sites.ts';
import { type Instant, instantOf, isoDate } from './time/calendar.ts';

// The night of an observation: the date on which it began, at the telescope.

/** Where a telescope is. */
export interface Longitude {
  /** Degrees, east positive. */
  readonly east: number;
  readonly source: string;
}

/** The date on which the night of an instant began: that of UTC + longitude / 15 h - 12 h. */
export const nightOf = ({ day, seconds }: Instant, east: number): string =>
  isoDate(instantOf(day, seconds + (within180(east) / 15 - 12) * 3600).day);

/** A longitude from -180 to 180 degrees: 210 west is 150 east. */
const within180 = (east: number): number => east - 360 * Math.round(east / 360);

/** The longitude of the telescope; undefined if no place gives it. */
export function longitudeOf(places: readonly Place[]): Longitude | undefined {
  for (const place of places) {
    const found = geocentric(place) ?? ofSite(place) ?? stated(place);
    if (found !== undefined) return found;
  }
  return undefined;
}

function geocentric(place: Place): Longitude | undefined {
  const { x, y, z, least, most } = GEOCENTRIC;
  const [a, b, c] = [x, y, z].map((keyword) => numberIn(place, keyword));
  if (a === undefined || b === undefined || c === undefined) return undefined;
  const radius = Math.hypot(a, b, c);
  // a satellite, or another unit
  if (radius < least || radius > most) return undefined;
  return { east: (Math.atan2(b, a) * 180) / Math.PI, source: `${x} ${y}` };
}

/** Instruments disagree about the sign of a longitude, so only a stated one is used. A known site comes first: DECam states the wrong one. */
function stated(place: Place): Longitude | undefined {
  for (const { keyword, east = false } of LONGITUDE_KEYWORDS) {
    const card = place.card(keyword);
    const degrees = card === undefined ? undefined : longitude(card.value);
    const sign = card === undefined || degrees === undefined ? 0 : east ? 1 : statedSign(card.comment);
    if (degrees !== undefined && sign !== 0) return { east: sign * degrees, source: keyword };
  }
  return undefined;
}

/** Comments that say which side is positive: `east +`, `positive east`, `+E`. */
const positive = (side: string): RegExp =>
  new RegExp(
    `${side}\\s*[(,:=]*\\s*(\\+|pos)|(\\+|pos\\w*)\\s*[:=]*\\s*(is\\s+)?${side[0]}(${side.slice(1)})?\\b`,
    'i',
  );
const POSITIVE = { east: positive('east'), west: positive('west') };
/** `negative west`, `West = negative`. */
const negative = (side: string): RegExp =>
  new RegExp(`${side}\\w*\\s*[(,:=]*\\s*(is\\s+)?neg|neg\\w*\\s*[:=]*\\s*(is\\s+)?${side}`, 'i');
const NEGATIVE = { east: negative('east'), west: negative('west') };

/** 1 if a comment says that east is positive, -1 for west, 0 if it says neither or both. */
function statedSign(comment: string): number {
  const east = POSITIVE.east.test(comment) || NEGATIVE.west.test(comment);
  const west = POSITIVE.west.test(comment) || NEGATIVE.east.test(comment);
  if (east !== west) return east ? 1 : -1;
  const [hasEast, hasWest] = [/\beast\b|\(E\)/i.test(comment), /\bwest\b|\(W\)/i.test(comment)];
  if (hasEast === hasWest) return 0;
  return hasEast ? 1 : -1;
}

const EXACT = new Map<string, Site>();
const BEGINNINGS: (readonly [string, Site])[] = [];
for (const site of SITES) {
  for (const name of site.names) {
    if (name.endsWith('*')) BEGINNINGS.push([name.slice(0, -1), site]);
    else EXACT.set(name, site);
  }
}

function ofSite(place: Place): Longitude | undefined {
  for (const keyword of SITE_KEYWORDS) {
    const name = textIn(place, keyword)
      ?.toUpperCase()
      .replace(/[^A-Z0-9]/g, '');
    if (name === undefined || name === '') continue;
    const site = EXACT.get(name) ?? BEGINNINGS.find(([beginning]) => name.startsWith(beginning))?.[1];
    if (site !== undefined) return { east: site.longitude, source: `${keyword} (${site.name})` };
  }
  return undefined;
}
