import { KNOWN_FILE } from '../../deployment/usage.ts';

// The syntax of schedules: cron expressions as Glue and EventBridge read them, and EventBridge's rates.

/** A field of a cron expression. */
interface Field {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  /** Names for the numbers from `low` on. */
  readonly names?: readonly string[];
  /** Values that are allowed besides numbers, names, `*`, ranges, steps and lists. */
  readonly special?: RegExp;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const MINUTES: Field = { name: 'minutes', low: 0, high: 59 };
const HOURS: Field = { name: 'hours', low: 0, high: 23 };

/** The six fields. The services differ in the special values that they allow for the day of week. */
const fieldsWith = (specialDayOfWeek: RegExp): readonly Field[] => [
  MINUTES,
  HOURS,
  { name: 'day of month', low: 1, high: 31, special: /^(?:\?|L|LW|(?:[1-9]|[12]\d|3[01])W)$/ },
  { name: 'month', low: 1, high: 12, names: MONTHS },
  { name: 'day of week', low: 1, high: 7, names: DAYS, special: specialDayOfWeek },
  { name: 'year', low: 1970, high: 2199 },
];

const CRON = 'cron(minutes hours day-of-month month day-of-week year)';

/** A service that starts something on a schedule. */
interface Service {
  readonly name: string;
  readonly fields: readonly Field[];
  readonly example: string;
  /** The fewest minutes between two starts. */
  readonly leastGap: number;
  /** The reason for that, to continue a sentence. */
  readonly gapReason: string;
}

const GLUE: Service = {
  name: 'Glue',
  fields: fieldsWith(/^(?:\?|L|[1-7]L)$/),
  example: 'such as cron(0 3 ? * SUN *) for 03:00 UTC every Sunday',
  leastGap: 5,
  gapReason: 'Glue does not crawl more often',
};

const EVENTBRIDGE: Service = {
  name: 'EventBridge',
  fields: fieldsWith(/^(?:\?|L|[1-7]L|(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)#[1-5])$/),
  example: 'such as cron(0 5 ? * SUN *) for 05:00 UTC every Sunday, or rate(7 days)',
  // not EventBridge's limit, but that of fits-datalake
  leastGap: 60,
  gapReason: `each run goes through the whole bucket, with ${KNOWN_FILE.gets} requests per file`,
};

const COMPACTION: Service = {
  ...EVENTBRIDGE,
  leastGap: 15,
  gapReason: 'each run takes minutes, and Athena bills every statement',
};

const DAY = 24 * 60;

const RATE_MINUTES: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: DAY };

/**
 * Why a text cannot be the schedule of a Glue crawler, to continue a sentence; undefined if it can.
 *
 * Source: AWS Glue Developer Guide, "Time-based schedules for jobs and crawlers": `cron(Minutes Hours Day-of-month
 * Month Day-of-week Year)` in UTC, with `?` in one of the two day fields, at least five minutes apart.
 */
export function crawlProblem(schedule: string): string | undefined {
  const fields = cronFields(schedule);
  if (fields !== undefined) return cronProblem(fields, GLUE);
  const noRate = /^rate\(/i.test(schedule) ? ', because Glue has no rate()' : '';
  return `is not a schedule${noRate}: write ${CRON}, ${GLUE.example}`;
}

/**
 * Why a text cannot be the schedule of an EventBridge rule, to continue a sentence; undefined if it can.
 *
 * Source: Amazon EventBridge User Guide, "Creating a rule that runs on a schedule": `cron(...)` like that of Glue, but
 * also with `#` for a week of the month; or `rate(value unit)`, in which the unit is plural unless the value is 1.
 */
export const ruleProblem = (schedule: string): string | undefined =>
  eventBridgeProblem(schedule, EVENTBRIDGE);

/** The same for the schedule of compaction, which may start more often. */
export const compactionProblem = (schedule: string): string | undefined =>
  eventBridgeProblem(schedule, COMPACTION);

function eventBridgeProblem(schedule: string, service: Service): string | undefined {
  const fields = cronFields(schedule);
  if (fields !== undefined) return cronProblem(fields, service);
  const [, value, unit = '', plural] = /^rate\(([1-9]\d{0,5}) (minute|hour|day)(s?)\)$/.exec(schedule) ?? [];
  if (value !== undefined && (value === '1') === (plural === ''))
    return gapProblem(Number(value) * RATE_MINUTES[unit]!, service);
  return `is not a schedule: write rate(1 day), rate(12 hours) or ${CRON}, ${service.example}`;
}

/** The fields of a cron expression; undefined if the text is something else. */
const cronFields = (schedule: string): string[] | undefined =>
  /^cron\(([^()]*)\)$/.exec(schedule)?.[1]?.trim().split(/\s+/);

function cronProblem(fields: readonly string[], service: Service): string | undefined {
  const { name, example } = service;
  if (fields.length !== service.fields.length)
    return `has ${fields.length} fields instead of ${service.fields.length}: write ${CRON}, ${example}`;
  for (const [i, field] of service.fields.entries()) {
    const text = fields[i]!.toUpperCase();
    if (text.split(',').some((item) => !isValid(item, field)))
      return `has ${JSON.stringify(fields[i])} as ${field.name}, which can be ${field.low} to ${field.high}: write a cron expression ${example}`;
  }
  const [minutes, hours, dayOfMonth, , dayOfWeek] = fields;
  if ((dayOfMonth === '?') === (dayOfWeek === '?'))
    return `has ? as ${dayOfMonth === '?' ? 'both' : 'neither'} of day of month and day of week, and ${name} requires it as exactly one of them: write a cron expression ${example}`;
  return gapProblem(leastGap(minutes!, hours!), service);
}

/** What is wrong with starts that are this many minutes apart. */
const gapProblem = (gap: number, service: Service): string | undefined =>
  gap >= service.leastGap
    ? undefined
    : `starts every ${gap} minute${gap === 1 ? '' : 's'}, and the minimum is ${service.leastGap}: ${service.gapReason}`;

const isValid = (item: string, field: Field): boolean =>
  field.special?.test(item) === true || values(item, field).length > 0;

/** The numbers that an item such as `7`, `*`, `MON-FRI` or `0/15` selects; none if it is not valid. */
function values(item: string, field: Field): number[] {
  const [, range = '', step] = /^([^/]*)(?:\/(\d+))?$/.exec(item) ?? [];
  const interval = step === undefined ? 1 : Number(step);
  const [from, to] = bounds(range, step !== undefined, field);
  if (from === undefined || to === undefined || interval < 1) return [];
  return Array.from({ length: Math.floor((to - from) / interval) + 1 }, (_, i) => from + i * interval);
}

/** The first and last number of a range; nothing if it is not valid. */
function bounds(range: string, hasStep: boolean, field: Field): [number?, number?] {
  if (range === '*') return [field.low, field.high];
  const [first = '', last, ...more] = range.split('-');
  const from = number(first, field);
  const to = last === undefined ? (hasStep ? field.high : from) : number(last, field);
  return more.length > 0 || from === undefined || to === undefined || to < from ? [] : [from, to];
}

function number(text: string, field: Field): number | undefined {
  const index = field.names?.indexOf(text) ?? -1;
  const value = index >= 0 ? index + field.low : /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return value >= field.low && value <= field.high ? value : undefined;
}

/** The fewest minutes between two of the times of a day, or between the last and the first of the next day. */
function leastGap(minutes: string, hours: string): number {
  const all = (list: string, field: Field): number[] =>
    list.split(',').flatMap((item) => values(item, field));
  const times = all(hours, HOURS).flatMap((hour) =>
    all(minutes, MINUTES).map((minute) => hour * 60 + minute),
  );
  const sorted = [...new Set(times)].sort((a, b) => a - b);
  return Math.min(...sorted.map((time, i) => (sorted[i + 1] ?? sorted[0]! + DAY) - time));
}
