import { isUsableText, type Place } from '../lookup.ts';
import { NO_TIME, NOTES } from '../rules/reasons.ts';
import { END_CLOCKS, END_KEYWORDS, MIDDLE_KEYWORDS, START_KEYWORDS } from '../rules/time-keywords.ts';
import { DAY, type Instant, instantOf, secondsBetween } from './calendar.ts';
import type { Exposure } from './exposure.ts';
import { isBarycentric, missionTime } from './mission-time.ts';
import { agree, isMiddle, type ReadTime, readClock, readTime } from './read-time.ts';

/** When an observation was made. */
export interface TimeSpan {
  readonly start: ReadTime;
  /** Undefined if it is unknown. */
  readonly end: ReadTime | undefined;
}

/** Why the start is unknown: one of {@link NO_TIME}. */
export interface NoTime {
  readonly reason: string;
}

/** TSTART and DATE-OBS in another time scale differ by up to 69 s. */
const TOLERANCE = 120;

/**
 * Start and end of the observation that the places describe.
 *
 * @param ruledStart what a custom rule says, if it does
 * @param ruledEnd likewise
 */
export function timeSpanOf(
  places: readonly Place[],
  exposure: Exposure | undefined,
  ruledStart?: ReadTime,
  ruledEnd?: ReadTime,
): TimeSpan | NoTime {
  const found = ruledStart === undefined ? startOf(places, exposure) : { ...ruledStart, place: places[0]! };
  if ('reason' in found) return found;
  const { place, ...start } = found;
  const end = ruledEnd !== undefined && isEndOf(start, ruledEnd) ? ruledEnd : undefined;
  if (start.dayOnly) return { start: { ...start, source: `${start.source} (${NOTES.dayOnly})` }, end };
  return { start, end: end ?? endAfter(start, [place], exposure) ?? endAfter(start, places, undefined) };
}

const isEndOf = (start: ReadTime, end: ReadTime): boolean =>
  !end.dayOnly && secondsBetween(start.instant, end.instant) >= 0;

interface Start extends ReadTime {
  readonly place: Place;
}

function startOf(places: readonly Place[], exposure: Exposure | undefined): Start | NoTime {
  const civil = firstIn(places, (place) => civilStart(place));
  const mission = firstIn(places, (place) => missionTime(place, 'start'));
  const date = civil.time;
  if (mission.time !== undefined) {
    if (date === undefined || agree(date, mission.time.instant, TOLERANCE)) return mission.time;
    const [keyword] = mission.time.source.split(' ');
    return { ...date, source: `${date.source} (${keyword} differs)` };
  }
  if (date !== undefined && !date.dayOnly) return date;
  const middle = firstIn(places, (place) => startFromMiddle(place, exposure));
  const start = middle.time ?? date;
  if (start !== undefined) return start;
  if (civil.problem === 'scale') return { reason: NO_TIME.scale };
  if (civil.problem === 'unreadable') return { reason: NO_TIME.unreadable };
  return { reason: places.some(isBarycentric) ? NO_TIME.barycentric : NO_TIME.absent };
}

type Reading = ReturnType<typeof readTime>;

/** The first place with a time of day, or else the first with a date. */
function firstIn(
  places: readonly Place[],
  read: (place: Place) => Reading,
): { time: Start | undefined; problem: string | undefined } {
  let time: Start | undefined;
  let problem: string | undefined;
  for (const place of places) {
    const reading = read(place);
    if (typeof reading === 'string') problem ??= reading;
    else if (reading !== undefined) {
      if (!reading.dayOnly) return { time: { ...reading, place }, problem };
      time ??= { ...reading, place };
    }
  }
  return { time, problem };
}

/** The first start keyword that gives a time of day, if it agrees with a date that comes before it; or else that date. */
function civilStart(place: Place): Reading {
  let second: Reading;
  for (const keyword of START_KEYWORDS) {
    const card = place.card(keyword.keyword);
    if (card === undefined || isMiddle(card) || keyword.comment?.test(card.comment) === false) continue;
    const reading = readTime(place, keyword);
    if (typeof reading === 'object' && !reading.dayOnly) {
      // such as MJD, which may be when the file was written
      if (typeof second !== 'object' || agree(second, reading.instant, DAY)) return reading;
      continue;
    }
    if (typeof second !== 'object') second = reading ?? second;
  }
  return second;
}

function startFromMiddle(place: Place, exposure: Exposure | undefined): ReadTime | undefined {
  if (exposure === undefined) return undefined;
  const stated = START_KEYWORDS.filter(({ keyword }) => isMiddle(place.card(keyword)));
  for (const keyword of [...MIDDLE_KEYWORDS, ...stated]) {
    const middle = readTime(place, keyword);
    if (typeof middle !== 'object' || middle.dayOnly) continue;
    const instant = later(middle.instant, -exposure.seconds / 2);
    return { instant, dayOnly: false, source: `${middle.source} - ${exposure.source} / 2` };
  }
  return undefined;
}

const later = ({ day, seconds }: Instant, by: number): Instant => instantOf(day, seconds + by);

/** The end in the places, or start plus exposure; undefined if it would be before the start. */
function endAfter(
  start: ReadTime,
  places: readonly Place[],
  exposure: Exposure | undefined,
): ReadTime | undefined {
  for (const place of places) {
    const stop = missionTime(place, 'stop');
    // if TSTART was not believed, TSTOP is not either
    if (stop !== undefined && isEndOf(start, stop) && !start.source.includes('differs')) return stop;
    for (const keyword of END_KEYWORDS) {
      const end = readTime(place, keyword);
      if (typeof end === 'object' && isEndOf(start, end)) return end;
    }
    const clock = endClock(start, place);
    if (clock !== undefined) return clock;
  }
  if (exposure === undefined) return undefined;
  const source = `${start.source} + ${exposure.source}`;
  return { instant: later(start.instant, exposure.seconds), dayOnly: false, source };
}

/** The end as a time of day, which may be on the next day. */
function endClock(start: ReadTime, place: Place): ReadTime | undefined {
  for (const keyword of END_CLOCKS) {
    const card = place.card(keyword);
    if (card === undefined || !isUsableText(card)) continue;
    const time = readClock(place, keyword, start.instant);
    if (time === undefined) continue;
    const sameDay = instantOf(start.instant.day, time.seconds);
    const instant = secondsBetween(start.instant, sameDay) >= 0 ? sameDay : later(sameDay, DAY);
    // a rounded end just before the start is not one of the next day
    if (secondsBetween(start.instant, instant) > DAY / 2) continue;
    return { instant, dayOnly: false, source: keyword };
  }
  return undefined;
}
