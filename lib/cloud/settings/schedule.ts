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

/** The six fields, which differ between services in the signs that a day of the week knows. */
const fieldsWith = (signsOfWeek: RegExp): readonly Field[] => [
  MINUTES,
  HOURS,
  { name: 'day of month', low: 1, high: 31, signs: /^(?:\?|L|LW|(?:[1-9]|[12]\d|3[01])W)$/ },
  { name: 'month', low: 1, high: 12, names: MONTHS },
  { name: 'day of week', low: 1, high: 7, names: DAYS, signs: signsOfWeek },
  { name: 'year', low: 1970, high: 2199 },
];

/** A service that runs something on a schedule. */
interface Service {
  readonly name: string;
  readonly fields: readonly Field[];
  readonly example: string;
  /** What is wrong with times that are so many minutes apart, if anything. */
  readonly gapProblem: (minutes: number) => string | undefined;
}

const DAY = 24 * 60;

/** Minutes between two crawls, at least. */
const LEAST_CRAWL_GAP = 5;
const GLUE: Service = {
  name: 'Glue',
  fields: fieldsWith(/^(?:\?|L|[1-7]L)$/),
  example: 'such as cron(0 3 ? * SUN *), at 03:00 UTC every Sunday',
  gapProblem: (gap) =>
    gap < LEAST_CRAWL_GAP
      ? `crawls ${minutes(gap)} apart, and Glue wants ${LEAST_CRAWL_GAP} at least`
      : undefined,
};

/** Minutes between two looks at a whole bucket, at least: ours, since each costs a request a file. */
const LEAST_LOOK_GAP = 60;
const EVENTBRIDGE: Service = {
  name: 'EventBridge',
  fields: fieldsWith(/^(?:\?|L|[1-7]L|(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)#[1-5])$/),
  example: 'such as cron(0 5 ? * SUN *), at 05:00 UTC every Sunday, or rate(7 days)',
  gapProblem: (gap) =>
    gap < LEAST_LOOK_GAP
      ? `looks at the whole bucket every ${minutes(gap)}, and it has to be ${LEAST_LOOK_GAP} at least: each run takes three requests a file`
      : undefined,
};

/**
 * Why a text is no schedule of a Glue crawler; undefined where it is one.
 * Source: AWS Glue Developer Guide, "Time-based schedules for jobs and crawlers": `cron(Minutes Hours Day-of-month
 * Month Day-of-week Year)` in UTC, a `?` in one of the two day fields, at least five minutes apart.
 */
export function crawlProblem(schedule: string): string | undefined {
  const fields = cronFields(schedule);
  if (fields !== undefined) return cronProblem(fields, GLUE);
  const rate = /^rate\(/i.test(schedule) ? 'Glue knows no rate(): ' : '';
  return `is no schedule: ${rate}write cron(minutes hours day-of-month month day-of-week year), ${GLUE.example}`;
}

const RATE_UNITS: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: DAY };

/**
 * Why a text is no schedule of a rule of EventBridge; undefined where it is one.
 * Source: Amazon EventBridge User Guide, "Creating a rule that runs on a schedule": `cron(...)` as Glue's, with `#` for
 * a week of the month too, or `rate(value unit)`, whose unit is plural where the value is not 1.
 */
export function ruleProblem(schedule: string): string | undefined {
  const fields = cronFields(schedule);
  if (fields !== undefined) return cronProblem(fields, EVENTBRIDGE);
  const [, value, unit = '', plural] = /^rate\(([1-9]\d{0,5}) (minute|hour|day)(s?)\)$/.exec(schedule) ?? [];
  if (value !== undefined && (value === '1') === (plural === '')) {
    return EVENTBRIDGE.gapProblem(Number(value) * RATE_UNITS[unit]!);
  }
  return `is no schedule: write rate(1 day), rate(12 hours) or cron(minutes hours day-of-month month day-of-week year), ${EVENTBRIDGE.example}`;
}

const cronFields = (schedule: string): string[] | undefined =>
  /^cron\(([^()]*)\)$/.exec(schedule)?.[1]?.trim().split(/\s+/);

function cronProblem(
  values: readonly string[],
  { name, fields, example, gapProblem }: Service,
): string | undefined {
  if (values.length !== fields.length) {
    return `has ${values.length} fields, and a schedule has ${fields.length}, ${example}`;
  }
  for (const [i, field] of fields.entries()) {
    const value = values[i]!.toUpperCase();
    if (value.split(',').some((item) => !isKnown(item, field))) {
      return `has ${JSON.stringify(values[i])} as its ${field.name}: ${field.low} to ${field.high} is known there, ${example}`;
    }
  }
  if ((values[2] === '?') === (values[4] === '?')) {
    return `says ? in ${values[2] === '?' ? 'both' : 'none'} of day of month and day of week, and ${name} wants it in one of them, ${example}`;
  }
  return gapProblem(leastGap(values[0]!, values[1]!));
}

const minutes = (count: number): string => `${count} minute${count === 1 ? '' : 's'}`;

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
