import type { HeaderCard } from './header.ts';
import { numberOf } from './lookup.ts';
import { type WrittenAngle, writtenAngle } from './written-angle.ts';

// Angles as headers write them: numbers, or sexagesimal text.

type ReadAngle = Pick<WrittenAngle, 'value' | 'isSexagesimal'>;

function readAngle(text: string): ReadAngle | undefined {
  const number = numberOf(text);
  if (number !== undefined) return { value: number, isSexagesimal: false };
  const angle = writtenAngle(text);
  return angle?.isSexagesimal ? angle : undefined;
}

const HOURS = /\bhours?\b|\[h\]|\bHH:?MM\b|\(h\)/i;
const DEGREES = /\bdeg(rees?)?\b/i;

/** Right ascension in degrees, [0, 360); undefined if it is not one, or if it may be either hours or degrees. */
export function rightAscension(
  card: HeaderCard,
  options: { mayBeHours?: boolean; unit?: string } = {},
): number | undefined {
  const angle = readAngle(card.value);
  if (angle === undefined || angle.value < 0) return undefined;
  const isHours = isInHours(angle, card.comment, options);
  if (isHours === undefined) return undefined;
  const degrees = angle.value * (isHours ? 15 : 1);
  if (degrees > 360) return undefined;
  return degrees === 360 ? 0 : degrees;
}

function isInHours(
  { value, isSexagesimal }: ReadAngle,
  comment: string,
  { mayBeHours = false, unit }: { mayBeHours?: boolean; unit?: string },
): boolean | undefined {
  if (unit !== undefined) return unit === 'hour';
  if (isSexagesimal) return value < 24 && !(DEGREES.test(comment) && !HOURS.test(comment));
  if (DEGREES.test(comment)) return false;
  if (HOURS.test(comment)) return true;
  // a number below 24 without a unit may be either
  return mayBeHours && value < 24 ? undefined : false;
}

/** Declination in degrees, [-90, 90]; undefined if it is not one. */
export function declination({ value }: HeaderCard): number | undefined {
  const degrees = readAngle(value)?.value;
  return degrees !== undefined && Math.abs(degrees) <= 90 ? degrees : undefined;
}

/** A longitude in degrees, (-360, 360), as it is written; undefined if it is not one. */
export function longitude(text: string): number | undefined {
  const degrees = readAngle(text)?.value;
  return degrees !== undefined && Math.abs(degrees) < 360 ? degrees : undefined;
}
