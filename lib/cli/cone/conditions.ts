// The options of cone that choose among observations, as conditions in SQL.

import { IMAGE_TYPES } from '../../sky/image-types.ts';
import { literal, literals } from '../../sql/text.ts';
import { UsageError } from '../errors.ts';

/** The options that choose among observations. */
export interface Choice {
  readonly after?: string;
  readonly before?: string;
  readonly instrument?: readonly string[];
  readonly filter?: readonly string[];
  readonly type?: readonly string[];
}

/** The conditions on rows of `obscore` that the options stand for. Throws {@link UsageError}. */
export function conditionsOf({ after, before, instrument, filter, type }: Choice): string[] {
  const [from, until] = [timeOf('--after', after), timeOf('--before', before)];
  if (from !== undefined && until !== undefined && from >= until)
    throw new UsageError(`--after ${after} is not earlier than --before ${before}`);
  return [
    ...(from === undefined ? [] : [`obs_start >= TIMESTAMP ${literal(from)}`]),
    ...(until === undefined ? [] : [`obs_start < TIMESTAMP ${literal(until)}`]),
    ...(instrument === undefined
      ? []
      : [`lower(instrument_name) IN (${literals(instrument.map((name) => name.trim().toLowerCase()))})`]),
    // case matters: R and r are different filters
    ...(filter === undefined ? [] : [`filter IN (${literals(filter.map((name) => name.trim()))})`]),
    ...(type === undefined ? [] : [`image_type IN (${literals(type.map(imageType))})`]),
  ];
}

const TIME = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d(?:\.\d{1,6})?))?Z?)?)?)?$/i;

/** `CCYY-MM-DD hh:mm:ss`, UTC, of a year, month, day or time. Throws {@link UsageError}. */
function timeOf(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const [found, year = '', month = '01', day = '01', minutes = '00:00', seconds = '00'] =
    TIME.exec(text.trim()) ?? [];
  const time = `${year}-${month}-${day} ${minutes}:${seconds}`;
  if (found !== undefined && isTime(time)) return time;
  throw new UsageError(
    `${option} ${text}: not a date or time; write 2024, 2024-09, 2024-09-12 or 2024-09-12T20:30:00 (UTC)`,
  );
}

/** Whether a calendar and a clock have this time: Date takes February 30 for March 1. */
function isTime(time: string): boolean {
  const parsed = new Date(`${time.replace(' ', 'T')}Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().slice(0, 10) === time.slice(0, 10);
}

function imageType(text: string): string {
  const type = text.trim().toLowerCase();
  if (IMAGE_TYPES.some((known) => known === type)) return type;
  throw new UsageError(`--type ${text}: not an image type; choose from ${IMAGE_TYPES.join(', ')}`);
}
