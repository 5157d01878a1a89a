/** A field of a schedule: what it may count, and which signs it knows besides `, - * /`. */
interface Field {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
  readonly signs?: RegExp;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const MINUTES: Field = { name: 'minutes', low: 0, high: 59 };
const HOURS: Field = { name: 'hours', low: 0, high: 23 };
const FIELDS: readonly Field[] = [
  MINUTES,
  HOURS,
  { name: 'day of month', low: 1, high: 31, signs: /^(?:\?|L|LW|(?:[1-9]|[12]\d|3[01])W)$/ },
  { name: 'month', low: 1, high: 12, names: MONTHS },
  { name: 'day of week', low: 1, high: 7, names: DAYS, signs: /^(?:\?|L|[1-7]L)$/ },
  { name: 'year', low: 1970, high: 2199 },
];

/** Minutes between two crawls, at least. */
const LEAST_GAP = 5;
const DAY = 24 * 60;

const EXAMPLE = 'such as cron(0 3 * * ? *), at 03:00 UTC every day';

/**
 * Why a text is no schedule of a Glue crawler; undefined where it is one.
 * Source: AWS Glue Developer Guide, "Time-based schedules for jobs and crawlers": `cron(Minutes Hours Day-of-month
 * Month Day-of-week Year)` in UTC, a `?` in one of the two day fields, at least five minutes apart.
 */
export function scheduleProblem(schedule: string): string | undefined {
  const fields = /^cron\(([^()]*)\)$/.exec(schedule)?.[1]?.trim().split(/\s+/);
  if (fields === undefined) {
    const rate = /^rate\(/i.test(schedule) ? 'Glue knows no rate(): ' : '';
    return `is no schedule: ${rate}write cron(minutes hours day-of-month month day-of-week year), ${EXAMPLE}`;
  }
  if (fields.length !== FIELDS.length) {
    return `has ${fields.length} fields, and a schedule has ${FIELDS.length}, ${EXAMPLE}`;
  }
  for (const [i, field] of FIELDS.entries()) {
    const value = fields[i]!.toUpperCase();
    if (value.split(',').some((item) => !isKnown(item, field))) {
      return `has ${JSON.stringify(fields[i])} as its ${field.name}: ${field.low} to ${field.high} is known there, ${EXAMPLE}`;
    }
  }
  if ((fields[2] === '?') === (fields[4] === '?')) {
    return `says ? in ${fields[2] === '?' ? 'both' : 'none'} of day of month and day of week, and Glue wants it in one of them, ${EXAMPLE}`;
  }
  const gap = leastGap(fields[0]!, fields[1]!);
  return gap < LEAST_GAP
    ? `crawls ${gap} minute${gap === 1 ? '' : 's'} apart, and Glue wants ${LEAST_GAP} at least`
    : undefined;
}

function isKnown(item: string, field: Field): boolean {
  return field.signs?.test(item) === true || values(item, field).length > 0;
}

/** The numbers that an item such as `7`, `*`, `MON-FRI` or `0/15` means; none where it means nothing. */
function values(item: string, field: Field): number[] {
  const [, range = '', step] = /^([^/]*)(?:\/(\d+))?$/.exec(item) ?? [];
  const every = step === undefined ? 1 : Number(step);
  const [from, to] = bounds(range, step !== undefined, field);
  if (from === undefined || to === undefined || every < 1) return [];
  return Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, i) => from + i * every);
}

function bounds(range: string, stepped: boolean, field: Field): [number?, number?] {
  if (range === '*') return [field.low, field.high];
  const [first = '', last, ...more] = range.split('-');
  const from = number(first, field);
  const to = last === undefined ? (stepped ? field.high : from) : number(last, field);
  return more.length > 0 || from === undefined || to === undefined || to < from ? [] : [from, to];
}

function number(text: string, field: Field): number | undefined {
  const named = field.names?.indexOf(text) ?? -1;
  const value = named >= 0 ? named + field.low : /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return value >= field.low && value <= field.high ? value : undefined;
}

/** Minutes between two neighbours among the times of a day, over midnight too. */
function leastGap(minutes: string, hours: string): number {
  const of = (list: string, field: Field): number[] => list.split(',').flatMap((item) => values(item, field));
  const times = of(hours, HOURS).flatMap((hour) => of(minutes, MINUTES).map((minute) => hour * 60 + minute));
  const sorted = [...new Set(times)].sort((a, b) => a - b);
  return Math.min(...sorted.map((time, i) => (sorted[i + 1] ?? sorted[0]! + DAY) - time));
}
