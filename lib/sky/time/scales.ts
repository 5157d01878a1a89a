import { DAY, type Instant, instantOf, mjdOf } from './calendar.ts';
import { LEAP_SECONDS } from './leap-seconds.ts';

// Time scales of the FITS standard (section 9.2.1) to UTC.

/** A time scale that can be converted to UTC; except for LOCAL, the time of a simulation. */
export type Scale = 'UTC' | 'TAI' | 'TT' | 'TDB' | 'GPS' | 'TCG' | 'TCB' | 'LOCAL';

/** What headers call the scales. */
const NAMES: Readonly<Record<string, Scale>> = {
  UTC: 'UTC',
  UT: 'UTC',
  UT1: 'UTC',
  GMT: 'UTC',
  Z: 'UTC',
  TAI: 'TAI',
  IAT: 'TAI',
  TT: 'TT',
  TDT: 'TT',
  ET: 'TT',
  TDB: 'TDB',
  GPS: 'GPS',
  TCG: 'TCG',
  TCB: 'TCB',
  LOCAL: 'LOCAL',
};

/** The scale that a header names, such as `TT` or `utc(NIST)`; undefined for anything else. */
export const scaleNamed = (name: string): Scale | undefined =>
  NAMES[
    name
      .trim()
      .toUpperCase()
      .replace(/\(.*\)$/, '')
  ];

const TT_MINUS_TAI = 32.184;
const TAI_MINUS_GPS = 19;
/** Where TCG, TCB and TT agree: 1977-01-01 in TAI. */
const EPOCH_1977 = 43_144.000_372_5;

/** The same instant in UTC; undefined before 1972, if another scale would have to be converted, and for LOCAL. */
export function toUtc(instant: Instant, scale: Scale): Instant | undefined {
  if (scale === 'UTC') return instant;
  const ahead = aheadOfTai(instant, scale);
  return ahead === undefined ? undefined : taiToUtc(instantOf(instant.day, instant.seconds - ahead));
}

/** Seconds by which a scale is ahead of TAI. */
function aheadOfTai(instant: Instant, scale: Scale): number | undefined {
  const mjd = mjdOf(instant);
  if (scale === 'TAI') return 0;
  if (scale === 'GPS') return -TAI_MINUS_GPS;
  if (scale === 'TT') return TT_MINUS_TAI;
  if (scale === 'TDB') return TT_MINUS_TAI + tdbMinusTt(mjd);
  if (scale === 'TCG') return TT_MINUS_TAI + 6.969_290_134e-10 * (mjd - EPOCH_1977) * DAY;
  if (scale === 'TCB') return TT_MINUS_TAI + 1.550_519_768e-8 * (mjd - EPOCH_1977) * DAY + tdbMinusTt(mjd);
  return undefined;
}

/** The largest term of TDB - TT in seconds: good to 0.1 ms (Explanatory Supplement, 2.222). */
function tdbMinusTt(mjd: number): number {
  const anomaly = ((357.53 + 0.985_600_28 * (mjd - 51_544.5)) * Math.PI) / 180;
  return 0.001_657 * Math.sin(anomaly);
}

function taiToUtc(tai: Instant): Instant | undefined {
  for (let at = LEAP_SECONDS.length - 1; at >= 0; at--) {
    const [day, offset] = LEAP_SECONDS[at]!;
    const since = (tai.day - day) * DAY + tai.seconds - offset;
    if (since >= 0) return instantOf(tai.day, tai.seconds - offset);
  }
  return undefined;
}
