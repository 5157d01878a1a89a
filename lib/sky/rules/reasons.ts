// Why a value is unknown: the comments of derived rows without a value. A query can group by them, so they are few, and never change.

/** Why `t_min` is unknown. */
export const NO_TIME = {
  absent: 'no time keyword',
  unreadable: 'time not understood',
  scale: 'time scale cannot be converted to UTC',
  barycentric: 'only a time at the barycentre',
} as const;

/** Why `target_name` is unknown. */
export const NO_TARGET = {
  absent: 'no target keyword',
  junk: 'target keyword without a name',
} as const;

/** Why `s_ra` is unknown. */
export const NO_POSITION = {
  absent: 'no position keyword',
  calibration: 'calibration frame without a position',
  solar: 'solar frame',
  unreadable: 'position not understood',
  hemisphere: 'images all over the sky',
} as const;

/** Notes in the comments of values. */
export const NOTES = {
  dayOnly: 'day only',
  rule: 'rule',
  notHere: 'not in this HDU',
} as const;
