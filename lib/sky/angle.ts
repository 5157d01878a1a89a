import type { HeaderCard } from './header.ts';
import { numberOf } from './lookup.ts';

// Angles as headers write them: numbers, or sexagesimal text.

/** An angle as it is written, without a unit. */
interface ReadAngle {
  readonly number: number;
  readonly isSexagesimal: boolean;
}

const SEXAGESIMAL = /^([+-]?)\s*(\d{1,3})[:hd°\s]\s*(\d{1,2})(?:[:m'\s]\s*(\d{1,2}(?:\.\d*)?)?)?\s*[s"]?$/i;

function readAngle(text: string): ReadAngle | undefined {
  const number = numberOf(text);
  if (number !== undefined) return { number, isSexagesimal: false };
  const parts = SEXAGESIMAL.exec(text.trim());
  if (parts === null) return undefined;
  const [minutes, seconds] = [Number(parts[3]), Number(parts[4] ?? 0)];
  // some programs round to 60.00
  if (minutes >= 60 || seconds > 60) return undefined;
  const size = Number(parts[2]) + minutes / 60 + seconds / 3600;
  return { number: parts[1] === '-' ? -size : size, isSexagesimal: true };
}

const HOURS = /\bhours?\b|\[h\]|\bHH:?MM\b|\(h\)/i;
const DEGREES = /\bdeg(rees?)?\b/i;

/** Right ascension in degrees, [0, 360); undefined if it is no such angle, or if it may be hours or degrees. */
export function rightAscension(
  card: HeaderCard,
  options: { mayBeHours?: boolean; unit?: string } = {},
): number | undefined {
  const angle = readAngle(card.value);
  if (angle === undefined || angle.number < 0) return undefined;
  const isHours = isInHours(angle, card.comment, options);
  if (isHours === undefined) return undefined;
  const degrees = angle.number * (isHours ? 15 : 1);
  if (degrees > 360) return undefined;
  return degrees === 360 ? 0 : degrees;
}

function isInHours(
  { number, isSexagesimal }: ReadAngle,
  comment: string,
  { mayBeHours = false, unit }: { mayBeHours?: boolean; unit?: string },
): boolean | undefined {
  if (unit !== undefined) return unit === 'hour';
  if (isSexagesimal) return number < 24 && !(DEGREES.test(comment) && !HOURS.test(comment));
  if (DEGREES.test(comment)) return false;
  if (HOURS.test(comment)) return true;
  // a number below 24 without a unit may be either
  return mayBeHours && number < 24 ? undefined : false;
}

/** Declination in degrees, [-90, 90]; undefined if it is no such angle. */
export function declination({ value }: HeaderCard): number | undefined {
  const degrees = readAngle(value)?.number;
  return degrees !== undefined && Math.abs(degrees) <= 90 ? degrees : undefined;
}

/** A longitude in degrees, (-360, 360), as it is written; undefined if it is no such angle. */
export function longitude(text: string): number | undefined {
  const degrees = readAngle(text)?.number;
  return degrees !== undefined && Math.abs(degrees) < 360 ? degrees : undefined;
}
