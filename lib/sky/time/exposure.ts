import type { HeaderCard } from '../header.ts';
import { firstFound, numberIn, numberOf, type Place } from '../lookup.ts';
import { EXPOSURE_KEYWORDS, LIVE_TIME_KEYWORDS, MANY_FRAMES, PER_COADD } from '../rules/time-keywords.ts';
import { DAY } from './calendar.ts';
import { secondsIn } from './read-time.ts';

/** An exposure time in seconds, and the keyword. */
export interface Exposure {
  readonly seconds: number;
  readonly source: string;
}

/** Longer than any mission: the number means something else. */
const LONGEST = 1e9;

/** The exposure time that the first of the places has. It is never the time between start and end, except for EXPSTART and EXPEND. */
export function exposureOf(places: readonly Place[]): Exposure | undefined {
  for (const place of places) {
    const exposure = exposureIn(place, places);
    if (exposure !== undefined) return exposure;
  }
  return undefined;
}

function exposureIn(place: Place, places: readonly Place[]): Exposure | undefined {
  // in these headers EXPTIME is the time of one frame
  const hasLiveTime = MANY_FRAMES.some((keyword) => place.card(keyword) !== undefined);
  const keywords = hasLiveTime ? [...LIVE_TIME_KEYWORDS, ...EXPOSURE_KEYWORDS] : EXPOSURE_KEYWORDS;
  for (const keyword of keywords) {
    const card = place.card(keyword);
    const seconds = card === undefined ? undefined : exposureSeconds(card);
    if (seconds !== undefined) return ofAllCoadds([place, ...places], { seconds, source: keyword });
  }
  const [start, end] = [numberIn(place, 'EXPSTART'), numberIn(place, 'EXPEND')];
  const seconds = start === undefined || end === undefined ? -1 : (end - start) * DAY;
  return seconds >= 0 && seconds < LONGEST ? { seconds, source: 'EXPEND EXPSTART' } : undefined;
}

/** Some instruments give the time of one coadd. */
function ofAllCoadds(places: readonly Place[], exposure: Exposure): Exposure {
  const { seconds, source } = exposure;
  if (!isPerCoadd(places, source)) return exposure;
  const counter = firstFound(places, PER_COADD.counts, ({ value }) => isCount(numberOf(value)));
  if (counter === undefined) return exposure;
  return { seconds: seconds * numberOf(counter.card.value)!, source: `${source} ${counter.keyword}` };
}

function isPerCoadd(places: readonly Place[], source: string): boolean {
  const { keywords, gemini } = PER_COADD;
  if (keywords.some((keyword) => keyword === source)) return true;
  if (source !== gemini.keyword || places.some(({ card }) => card(gemini.prepared) !== undefined))
    return false;
  const instrument = firstFound(places, ['INSTRUME'])?.card.value.trim().toUpperCase();
  return gemini.instruments.some((name) => name === instrument);
}

const isCount = (number: number | undefined): boolean =>
  number !== undefined && Number.isInteger(number) && number > 0 && number < 1e6;

/** The seconds that an exposure's card means; undefined if it is not a duration. */
export function exposureSeconds({ value, comment, type }: HeaderCard, unit?: number): number | undefined {
  if (type === 'logical') return undefined;
  const parts = /^([^a-z]*(?:[ED][+-]?\d+)?)\s*(s|secs?|seconds?|ms|min|minutes?|h|hours?)?\.?$/i.exec(
    value.trim(),
  );
  const number = parts === null ? undefined : numberOf(parts[1]!);
  if (number === undefined || number < 0) return undefined;
  const ownUnit = parts?.[2] === undefined ? undefined : secondsIn(parts[2]);
  const seconds = number * (ownUnit ?? unit ?? unitInComment(comment));
  return seconds < LONGEST ? seconds : undefined;
}

const WORDS: readonly (readonly [RegExp, number])[] = [
  [/\bsec(ond)?s?\b|\(s\)/i, 1],
  [/\bmilli-?sec(ond)?s?\b|\bmsecs?\b|\bms\b/i, 1e-3],
  [/\bmicro-?sec(ond)?s?\b|\busecs?\b/i, 1e-6],
  [/\bminutes?\b|\(mins?\)/i, 60],
  [/\bhours?\b|\(h\)/i, 3600],
  [/\bdays?\b|\(d\)/i, DAY],
];

/** The unit that a comment states, in seconds: in brackets (FITS standard 4.0, 4.3.2), or as a word. */
function unitInComment(comment: string): number {
  const inBrackets = /\[([^\]]*)\]/.exec(comment);
  const seconds = inBrackets === null ? undefined : secondsIn(inBrackets[1]!);
  if (seconds !== undefined && inBrackets![1]!.trim() !== '') return seconds;
  return WORDS.find(([pattern]) => pattern.test(comment))?.[1] ?? 1;
}
