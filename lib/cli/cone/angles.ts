// The angles of cone, as people type them.

import { writtenAngle } from '../../sky/written-angle.ts';

/**
 * A right ascension in degrees, from 0 to less than 360. Without a unit, a decimal number is in degrees and a sexagesimal
 * one in hours. Undefined if the text is not a right ascension.
 */
export function rightAscension(text: string): number | undefined {
  const angle = writtenAngle(text);
  if (angle === undefined) return undefined;
  const isHours = angle.unit === 'hour' || (angle.unit === undefined && angle.isSexagesimal);
  const degrees = isHours ? angle.value * 15 : angle.value;
  return degrees >= 0 && degrees <= 360 ? degrees % 360 : undefined;
}

/** A declination in degrees, from -90 to 90. Undefined if the text is not a declination. */
export function declination(text: string): number | undefined {
  const angle = writtenAngle(text);
  if (angle === undefined || angle.unit === 'hour') return undefined;
  return Math.abs(angle.value) <= 90 ? angle.value : undefined;
}

const RADIUS = /^((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?) *(\D*)$/i;
/** The units of a radius, in parts of a degree. */
const PER_DEGREE: readonly (readonly [names: readonly string[], perDegree: number])[] = [
  [['', 'd', 'deg', '°'], 1],
  [['m', 'arcmin', "'", '′'], 60],
  [['s', 'arcsec', '"', '″', "''"], 3600],
];

/**
 * A radius in degrees, above 0 and at most 180: `0.5` and `0.5d` are degrees, `30m` arcminutes, `10s` arcseconds. Undefined
 * if the text is not a radius.
 */
export function radius(text: string): number | undefined {
  const [, number, unit = ''] = RADIUS.exec(text.trim()) ?? [];
  const parts = PER_DEGREE.find(([names]) => names.includes(unit.toLowerCase()))?.[1];
  if (number === undefined || parts === undefined) return undefined;
  const degrees = Number(number) / parts;
  return degrees > 0 && degrees <= 180 ? degrees : undefined;
}
