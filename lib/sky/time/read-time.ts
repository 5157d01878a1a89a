import type { HeaderCard } from '../header.ts';
import { isUsableText, numberIn, numberOf, type Place } from '../lookup.ts';
import { TIME_SCALE, type TimeForm, type TimeKeyword } from '../rules/time-keywords.ts';
import { DAY, type Instant, instantOf, secondsBetween } from './calendar.ts';
import { type ParsedDate, type ParsedTime, parseDate, parseTime } from './parse-date.ts';
import { type Scale, scaleNamed, toUtc } from './scales.ts';

/** A time that was read from a header. */
export interface ReadTime {
  /** UTC. */
  readonly instant: Instant;
  /** Whether only the date is known. */
  readonly dayOnly: boolean;
  /** The keywords. */
  readonly source: string;
}

/** Why a keyword with a value gives no time. */
export type TimeProblem = 'unreadable' | 'scale';

/** MJD and JD outside of these ranges mean something else. */
const MJD_RANGE = { least: 15_000, most: 90_000 };
const JD_RANGE = { least: 2.4e6, most: 2.5e6 };
const JD_OF_MJD_0 = 2_400_000.5;
const MIDNIGHT = 1e-9;

/** Reads a time keyword; undefined if the place does not have it, or it says nothing. */
export function readTime(place: Place, time: TimeKeyword): ReadTime | TimeProblem | undefined {
  const card = place.card(time.keyword);
  if (card === undefined || !isUsableText(card) || isLocal(card.comment)) return undefined;
  return time.form === 'date' ? readDate(place, time, card) : readNumber(place, time, card);
}

function readDate(
  place: Place,
  { keyword, clocks = [] }: TimeKeyword,
  card: HeaderCard,
): ReadTime | TimeProblem | undefined {
  const date = parseDate(withCentury(card));
  if (date === undefined) return 'unreadable';
  const stated = date.scale ?? scaleOf(place, keyword, card.comment);
  // some programs write midnight where the time of day is in another keyword
  if (date.seconds !== undefined && date.seconds > MIDNIGHT)
    return inUtc(date, date.seconds, stated, keyword);
  for (const clock of clocks) {
    const time = readClock(place, clock, date);
    if (time === undefined) continue;
    const scale = time.scale ?? scaleOf(place, clock, place.card(clock)!.comment);
    return inUtc(date, time.seconds, scale, `${keyword} ${clock}`);
  }
  if (date.seconds !== undefined) return inUtc(date, date.seconds, stated, keyword);
  return { instant: { day: date.day, seconds: 0 }, dayOnly: true, source: keyword };
}

/** 2MASS writes `980318`, and says `(yymmdd)`. */
const withCentury = ({ value, comment }: HeaderCard): string =>
  /^\s*\d{6}\s*$/.test(value) && /\byymmdd\b/i.test(comment)
    ? `${value.trim() < '50' ? 20 : 19}${value.trim()}`
    : value;

function inUtc(date: ParsedDate, seconds: number, scale: Scale, source: string): ReadTime | TimeProblem {
  const instant = toUtc(instantOf(date.day, seconds), scale);
  return instant === undefined ? 'scale' : { instant, dayOnly: false, source };
}

/** The time of day in a keyword: text, or a number with a unit in the comment. A whole date must be that of the day. */
export function readClock(place: Place, keyword: string, { day }: { day: number }): ParsedTime | undefined {
  const card = place.card(keyword);
  if (card === undefined || !isUsableText(card) || isLocal(card.comment)) return undefined;
  const number = numberOf(card.value);
  if (number !== undefined) {
    const unit = /\[s\]|\bsec(onds?)?\b/i.test(card.comment)
      ? 1
      : /\[h\]|\bhours?\b/i.test(card.comment)
        ? 3600
        : 0;
    const seconds = number * unit;
    return unit > 0 && seconds >= 0 && seconds < DAY ? { seconds } : undefined;
  }
  const time = parseTime(card.value);
  if (time !== undefined) return time;
  const date = parseDate(card.value);
  if (date?.seconds === undefined || date.day !== day) return undefined;
  return { seconds: date.seconds, ...(date.scale !== undefined && { scale: date.scale }) };
}

function readNumber(
  place: Place,
  { keyword, form }: { keyword: string; form: TimeForm },
  card: HeaderCard,
): ReadTime | TimeProblem | undefined {
  const number = numberOf(card.value);
  if (number === undefined) return undefined;
  const mjd = mjdFrom(number, form);
  if (mjd === undefined) return undefined;
  const scale = form === 'mjd-seconds' ? 'TAI' : scaleOf(place, keyword, card.comment);
  const instant = toUtc(instantOf(mjd, 0), scale);
  return instant === undefined ? 'scale' : { instant, dayOnly: false, source: keyword };
}

/** A number as MJD; undefined out of range, and for a whole number, which is only a date. Siril writes JD in keywords for MJD. */
function mjdFrom(number: number, form: TimeForm): number | undefined {
  const isJd = number >= JD_RANGE.least && number <= JD_RANGE.most && !Number.isInteger(number * 2);
  if (isJd && form !== 'mjd-seconds') return number - JD_OF_MJD_0;
  if (form === 'jd') return undefined;
  const mjd = form === 'mjd' ? number : number / DAY;
  const inRange = mjd >= MJD_RANGE.least && mjd <= MJD_RANGE.most;
  return inRange && !(form === 'mjd' && Number.isInteger(mjd)) ? mjd : undefined;
}

/** Whether a keyword's comment says that its time is the middle of the observation. */
export const isMiddle = (card: HeaderCard | undefined): boolean =>
  card !== undefined && /\b(mid|middle|median|mid-?point|mid-?exposure|mid-?time)\b/i.test(card.comment);

/** Whether a comment says that the time is that of a clock at the telescope. */
const isLocal = (comment: string): boolean => /\blocal\b/i.test(comment) && !/\bUTC?\b/.test(comment);

/** The scale of a keyword that does not state it in its value. */
function scaleOf(place: Place, keyword: string, comment: string): Scale {
  if (/^UT/.test(keyword)) return 'UTC';
  if (/^TAI/.test(keyword)) return 'TAI';
  // files whose time scale is TT or TAI may still have dates in UTC, and say so
  const inComment = new Set(
    comment.match(/\b(UTC|UT|TAI|TT|TDB|GPS(?= (date|time) of obs))\b/g)?.map((name) => scaleNamed(name)),
  );
  const [only] = inComment.size === 1 ? inComment : [];
  return only ?? timeScale(place) ?? 'UTC';
}

/** The scale that TIMESYS names; undefined if it is absent or junk. */
export function timeScale(place: Place): Scale | undefined {
  const card = place.card(TIME_SCALE);
  return card === undefined ? undefined : scaleNamed(card.value);
}

/** Seconds in a unit of time: s if it is blank, undefined if it is not known. */
export function secondsIn(unit: string): number | undefined {
  const name = unit.trim().toLowerCase();
  if (name === '' || /^s(ec(ond)?s?)?$/.test(name)) return 1;
  if (/^d(ays?)?$/.test(name)) return DAY;
  if (/^h((ou)?rs?)?$/.test(name)) return 3600;
  if (/^min(ute)?s?$/.test(name)) return 60;
  if (/^ms(ec)?$|^milliseconds?$/.test(name)) return 1e-3;
  if (/^(us|usec|microseconds?)$/.test(name)) return 1e-6;
  if (/^ks$/.test(name)) return 1e3;
  return undefined;
}

/** MJDs in the range that headers can mean, as an instant. */
export function instantInRange(day: number, seconds: number): Instant | undefined {
  if (!Number.isFinite(day + seconds)) return undefined;
  const instant = instantOf(day, seconds);
  return instant.day >= MJD_RANGE.least && instant.day <= MJD_RANGE.most ? instant : undefined;
}

/** A number in a place that may be written in two parts, such as MJDREF, or MJDREFI and MJDREFF. */
export function numberInParts(
  place: Place,
  { whole, integer, fraction }: { whole: string; integer: string; fraction: string },
): { readonly number: readonly [number, number]; readonly source: string } | undefined {
  const first = numberIn(place, integer);
  const second = numberIn(place, fraction);
  if (first !== undefined && second !== undefined)
    return { number: [first, second], source: `${integer} ${fraction}` };
  const all = numberIn(place, whole);
  if (all !== undefined) return { number: [all, 0], source: whole };
  return first === undefined ? undefined : { number: [first, 0], source: integer };
}

/** Whether two times are so close that they can mean the same. A date without a time is its whole day. */
export function agree(date: ReadTime, instant: Instant, tolerance: number): boolean {
  const seconds = secondsBetween(date.instant, instant);
  return seconds >= -tolerance && seconds <= tolerance + (date.dayOnly ? DAY : 0);
}
