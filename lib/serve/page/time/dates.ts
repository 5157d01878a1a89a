// Between Modified Julian Dates and dates of the calendar, in UTC.

const UNIX_EPOCH = 40_587;
const DAY = 86_400_000;

export const dateOfMjd = (mjd: number): Date => new Date(Math.round((mjd - UNIX_EPOCH) * DAY));
export const mjdOfDate = (date: Date): number => date.getTime() / DAY + UNIX_EPOCH;
/** The MJD at which a month begins; months count from 0, and beyond 11 into later years. */
export const mjdOfMonth = (year: number, month: number): number =>
  Date.UTC(year, month, 1) / DAY + UNIX_EPOCH;

/** `2024-09-12`, or with the time of day if it is not midnight. */
export function dateText(mjd: number): string {
  const text = dateOfMjd(mjd).toISOString();
  const [day, time = ''] = [text.slice(0, 10), text.slice(11, 19)];
  return time === '00:00:00' ? day : `${day} ${time.endsWith(':00') ? time.slice(0, 5) : time}`;
}

/** Reads `2024`, `2024-09`, `2024-09-12`, `2024-09-12 23:41` or an MJD such as `60565.9`. Undefined if it is none of these. */
export function typedTime(text: string): number | undefined {
  const plain = text.trim().replace('T', ' ').replace(/Z$/, '');
  const [, year, month = '01', day = '01', clock = '00:00'] =
    /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?: (\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?$/.exec(plain) ?? [];
  if (year !== undefined) {
    const date = new Date(`${year}-${month}-${day}T${clock.length === 5 ? `${clock}:00` : clock}Z`);
    const isReal = !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day);
    return isReal ? mjdOfDate(date) : undefined;
  }
  return /^\d{5}(\.\d+)?$/.test(plain) ? Number(plain) : undefined;
}
