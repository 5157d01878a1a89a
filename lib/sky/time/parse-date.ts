import { DAY, dayOf } from './calendar.ts';
import { type Scale, scaleNamed } from './scales.ts';

// Dates and times as headers write them.

/** A date, and the time of day if the text has one. */
export interface ParsedDate {
  /** MJD of the midnight. */
  readonly day: number;
  /** Since midnight; may be 86,400 or more (a leap second, or a text with an offset from UTC). */
  readonly seconds?: number;
  /** The scale that the text itself states: `Z`, `UTC`, `_TAI`. */
  readonly scale?: Scale;
}

/** A time of day. */
export interface ParsedTime {
  readonly seconds: number;
  readonly scale?: Scale;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** A form of date at the beginning of a text, and how its parts become a day. */
interface DateForm {
  readonly pattern: RegExp;
  day(parts: readonly string[]): number | undefined;
}

const ymd = ([, year, month, day]: readonly string[]): number | undefined =>
  dayOf(Number(year), Number(month), Number(day));
const dmy = (year: number, [, day, month]: readonly string[]): number | undefined =>
  dayOf(year, Number(month), Number(day));

const FORMS: readonly DateForm[] = [
  { pattern: /^(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/, day: ymd },
  { pattern: /^(\d{4})[/: ](\d{1,2})[/: ](\d{1,2})(?!\d)/, day: ymd },
  { pattern: /^(\d{4})\.(\d{2})\.(\d{2})(?!\d)/, day: ymd },
  { pattern: /^(\d{4})(\d{2})(\d{2})(?![\d.])/, day: ymd },
  {
    pattern: /^(\d{4})-(\d{3})(?!\d)/,
    day: ([, year, dayOfYear]) => {
      const first = dayOf(Number(year), 1, 1);
      const count = Number(dayOfYear);
      return first === undefined || count < 1 || count > 366 ? undefined : first + count - 1;
    },
  },
  // the form of FITS before 1998 (standard 4.0, section 4.4.2.1): the year is 19yy
  {
    pattern: /^(\d{1,2})[/-](\d{1,2})[/-](\d{2})(?!\d)/,
    day: (parts) => dmy(1900 + Number(parts[3]), parts),
  },
  { pattern: /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)/, day: (parts) => dmy(Number(parts[3]), parts) },
  {
    pattern: /^(\d{1,2})[- ]([A-Za-z]{3})[A-Za-z]*[- ](\d{4})(?!\d)/,
    day: ([, day, month, year]) => dayOf(Number(year), MONTHS.indexOf(month!.toUpperCase()) + 1, Number(day)),
  },
];

/** Parses a date, with or without a time; undefined if the text is neither. */
export function parseDate(text: string): ParsedDate | undefined {
  const trimmed = text.trim();
  for (const { pattern, day: toDay } of FORMS) {
    const parts = pattern.exec(trimmed);
    if (parts === null) continue;
    const day = toDay(parts);
    if (day === undefined) return undefined;
    const rest = trimmed.slice(parts[0].length);
    if (rest.trim() === '') return { day };
    const scale = scaleNamed(rest.replace(/^[ _]+/, ''));
    if (scale !== undefined) return { day, scale };
    const time = /^[T_ :]+/i.test(rest) ? parseTime(rest.replace(/^[T_ :]+/i, '')) : undefined;
    return time === undefined ? undefined : { day, ...time };
  }
  return undefined;
}

// one program rounds seconds to `010.00`
const CLOCK = /^(\d{1,2})[:h ]\s?(\d{1,2})(?:[:m ]\s?(0?\d{1,2}(?:\.\d*)?))?s?(.*)$/i;
const COMPACT = /^(\d{2})(\d{2})(\d{2}(?:\.\d*)?)(.*)$/;
const OFFSET = /^([+-])(\d{2}):?(\d{2})?$/;

/** Parses a time of day such as `12:34:56.7`, `12:34` or `12:34:56 UT`; undefined for anything else, also for numbers. */
export function parseTime(text: string): ParsedTime | undefined {
  const trimmed = text.trim();
  const parts = CLOCK.exec(trimmed) ?? COMPACT.exec(trimmed);
  if (parts === null) return undefined;
  const [hour, minute, second] = [Number(parts[1]), Number(parts[2]), Number(parts[3] ?? 0)];
  // 24:00:00 ends a day, and 23:59:60 is a leap second
  if (hour > 24 || minute > 59 || second >= 61 || (hour === 24 && minute + second > 0)) return undefined;
  const seconds = hour * 3600 + minute * 60 + second;
  const rest = parts[4]!.replace(/^[ _]+/, '');
  if (rest === '') return { seconds };
  const offset = OFFSET.exec(rest);
  if (offset !== null) {
    const away = (Number(offset[2]) * 3600 + Number(offset[3] ?? 0) * 60) * (offset[1] === '-' ? -1 : 1);
    return Math.abs(away) >= DAY ? undefined : { seconds: seconds - away, scale: 'UTC' };
  }
  const scale = scaleNamed(rest);
  return scale === undefined ? undefined : { seconds, scale };
}
