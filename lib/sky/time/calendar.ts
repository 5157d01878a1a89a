// Dates of the Gregorian calendar as Modified Julian Dates, without Date: its years 0 to 99 and its local time are traps.

/** An instant: a day as MJD, and seconds since its midnight (0 to below 86,400). The time scale is known to the caller. */
export interface Instant {
  readonly day: number;
  readonly seconds: number;
}

/** Seconds per day. */
export const DAY = 86_400;
const UNIX_EPOCH = 40_587;
/** Headers hold dates of photographic plates, but none before photography. */
const YEARS = { first: 1840, last: 2150 };

/** An instant from any number of seconds since a day's midnight. */
export function instantOf(day: number, seconds: number): Instant {
  const whole = Math.floor(day);
  const all = (day - whole) * DAY + seconds;
  const days = Math.floor(all / DAY);
  return { day: whole + days, seconds: all - days * DAY };
}

/** An instant as MJD. */
export const mjdOf = ({ day, seconds }: Instant): number => day + seconds / DAY;

/** Seconds from `a` to `b`. */
export const secondsBetween = (a: Instant, b: Instant): number =>
  (b.day - a.day) * DAY + (b.seconds - a.seconds);

/** The MJD of a date's midnight; undefined if there is no such date, or if no header can mean it. */
export function dayOf(year: number, month: number, day: number): number | undefined {
  if (year < YEARS.first || year > YEARS.last || month < 1 || month > 12 || day < 1) return undefined;
  const mjd = Date.UTC(year, month - 1, day) / (DAY * 1000) + UNIX_EPOCH;
  const date = dateOf(mjd);
  return date.month === month && date.day === day ? mjd : undefined;
}

/** The date of a day that is given as MJD. */
export function dateOf(mjd: number): { readonly year: number; readonly month: number; readonly day: number } {
  const date = new Date((Math.floor(mjd) - UNIX_EPOCH) * DAY * 1000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

const pad = (number: number, width: number): string => String(number).padStart(width, '0');

/** The date of a day as `YYYY-MM-DD`. */
export function isoDate(mjd: number): string {
  const { year, month, day } = dateOf(mjd);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

/** An instant as `YYYY-MM-DD hh:mm:ss.ffffff`, rounded to microseconds. */
export function isoTimestamp({ day, seconds }: Instant): string {
  const micros = Math.round(seconds * 1e6);
  const rounded = instantOf(day + Math.floor(micros / (DAY * 1e6)), 0).day;
  const rest = micros % (DAY * 1e6);
  const whole = Math.floor(rest / 1e6);
  const clock = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60].map((part) =>
    pad(part, 2),
  );
  return `${isoDate(rounded)} ${clock.join(':')}.${pad(rest % 1e6, 6)}`;
}
