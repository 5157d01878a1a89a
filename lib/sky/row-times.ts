import { type CustomValues, customLongitude, type RuleValue } from './custom-rules.ts';
import type { HeaderCard } from './header.ts';
import { firstFound, numberOf, type Place } from './lookup.ts';
import { longitudeOf, nightOf } from './night.ts';
import { put, putNumber, putReason, type Row } from './row.ts';
import { NUMBER_KEYWORDS } from './rules/keywords.ts';
import { MISSION_TIME } from './rules/time-keywords.ts';
import { isoTimestamp, mjdOf } from './time/calendar.ts';
import { type Exposure, exposureOf, exposureSeconds } from './time/exposure.ts';
import { type ReadTime, readTime, secondsIn } from './time/read-time.ts';
import { timeSpanOf } from './time/time-span.ts';

/** Puts when the observation was made, and how long it took. */
export function putTimes(row: Row, places: readonly Place[], custom: CustomValues): void {
  const exposure = ruledExposure(custom) ?? exposureOf(places);
  putNumber(row, 't_exptime', exposure?.seconds, exposure?.source ?? '');
  putResolution(row, places);
  const span = timeSpanOf(places, exposure, ruledTime(custom('t_min')), ruledTime(custom('t_max')));
  if ('reason' in span) {
    putReason(row, 't_min', span.reason);
    return;
  }
  const { start, end } = span;
  putNumber(row, 't_min', mjdOf(start.instant), start.source);
  put(row, 'obs_start', isoTimestamp(start.instant), 't_min');
  if (end !== undefined) {
    putNumber(row, 't_max', mjdOf(end.instant), end.source);
    put(row, 'obs_end', isoTimestamp(end.instant), 't_max');
  }
  if (!start.dayOnly) putNight(row, places, custom, start);
}

function putNight(row: Row, places: readonly Place[], custom: CustomValues, start: ReadTime): void {
  const longitude = customLongitude(custom) ?? longitudeOf(places);
  const source = longitude === undefined ? 't_min (UTC)' : `t_min ${longitude.source}`;
  put(row, 'night', nightOf(start.instant, longitude?.east ?? 0), source);
}

function putResolution(row: Row, places: readonly Place[]): void {
  for (const place of places) {
    const found = firstFound([place], NUMBER_KEYWORDS.t_resolution);
    const unit = secondsIn(place.card(MISSION_TIME.unit)?.value ?? '');
    const seconds = found === undefined ? undefined : exposureSeconds(found.card, unit);
    if (seconds === undefined || seconds <= 0) continue;
    putNumber(row, 't_resolution', seconds, found!.keyword);
    return;
  }
}

function ruledExposure(custom: CustomValues): Exposure | undefined {
  const ruled = custom('t_exptime');
  if (ruled === undefined) return undefined;
  const seconds = exposureSeconds(ruled.card, ruled.unit === undefined ? undefined : secondsIn(ruled.unit));
  return seconds === undefined ? undefined : { seconds, source: ruled.source };
}

const FORMS = ['date', 'mjd', 'jd'] as const;

/** A time that a rule gives: a date with a time, MJD or JD. */
function ruledTime(ruled: RuleValue | undefined): ReadTime | undefined {
  if (ruled === undefined) return undefined;
  const keyword = 'RULE';
  const card = (name: string): HeaderCard | undefined =>
    name === keyword ? ruled.card : ruled.place.card(name);
  const forms = numberOf(ruled.card.value) === undefined ? FORMS : FORMS.slice(1);
  for (const form of forms) {
    const time = readTime({ card }, { keyword, form });
    if (typeof time === 'object') return { ...time, source: ruled.source };
  }
  return undefined;
}
