import { isUsableText, numberIn, type Place } from '../lookup.ts';
import { MISSION_TIME } from '../rules/time-keywords.ts';
import { DAY } from './calendar.ts';
import { instantInRange, numberInParts, type ReadTime, secondsIn, timeScale } from './read-time.ts';
import { toUtc } from './scales.ts';

// Times that count from a reference: TSTART and TSTOP from MJDREF (FITS standard 4.0, 9.2.2; OGIP/93-003).

/** Times at the barycentre of the solar system are up to 8 minutes off at the telescope. */
const ELSEWHERE = /SOLAR|BARY|HELIO/i;

/** Whether the times of a place are those at the barycentre. */
export const isBarycentric = (place: Place): boolean =>
  ELSEWHERE.test(place.card(MISSION_TIME.place)?.value ?? '');

/** The start or the end, counted from MJDREF, in UTC; undefined if the place does not have it. */
export function missionTime(place: Place, which: 'start' | 'stop'): ReadTime | undefined {
  const reference = numberInParts(place, MISSION_TIME.reference);
  if (reference === undefined || isBarycentric(place)) return undefined;
  const time = numberInParts(place, MISSION_TIME[which]);
  if (time === undefined) return undefined;
  const unitCard = place.card(MISSION_TIME.unit);
  const unit = secondsIn(unitCard !== undefined && isUsableText(unitCard) ? unitCard.value : 's');
  if (unit === undefined) return undefined;
  const zero = numberIn(place, MISSION_TIME.zero) ?? 0;
  const [day, fraction] = reference.number;
  const [whole, part] = time.number;
  const elapsed = (whole + zero) * unit + part * unit;
  const source = `${time.source} ${reference.source}`;
  const scale = timeScale(place) ?? 'UTC';
  const isCorrected = place.card(MISSION_TIME.corrected)?.value === 'true';
  const clock = isCorrected ? undefined : numberIn(place, MISSION_TIME.clock);
  if (clock !== undefined) {
    const start = instantInRange(day, fraction * DAY);
    const utc = start && toUtc(start, scale);
    const corrected = utc && instantInRange(utc.day, utc.seconds + elapsed + clock);
    return corrected && { instant: corrected, dayOnly: false, source: `${source} ${MISSION_TIME.clock}` };
  }
  const instant = instantInRange(day, fraction * DAY + elapsed);
  const utc = instant && toUtc(instant, scale);
  return utc && { instant: utc, dayOnly: false, source };
}
