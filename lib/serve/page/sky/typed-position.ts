import { writtenAngle } from '../../../sky/written-angle.ts';
import { fromFrame, type LonLat } from './frames.ts';

/**
 * A position that somebody typed, in ICRS: `10.68 41.27`, `00:42:44.3 +41:16:09`, `0h42m44.3s, +41°16′09″`, or
 * `l 121.17 b -21.57` (also `galactic 121.17 -21.57`). Undefined if it is none of these: then it may be a name.
 */
export function typedPosition(text: string): LonLat | undefined {
  const galactic = /^(?:gal(?:actic)?|l\s*=?)\s*(.*)$/i.exec(text.trim());
  const plain = (galactic?.[1] ?? text)
    .replace(/\s*,?\s*\bb\s*=?\s*/i, ' ')
    .replaceAll('\u2212', '-')
    .trim();
  for (const [first, second] of halves(plain)) {
    const [longitude, latitude] = [degreesOf(first, galactic === null), degreesOf(second, false)];
    if (longitude === undefined || latitude === undefined) continue;
    if (longitude < 0 || longitude > 360 || Math.abs(latitude) > 90) continue;
    return galactic === null
      ? [longitude % 360, latitude]
      : fromFrame('galactic', [longitude % 360, latitude]);
  }
  return undefined;
}

/** The ways to cut a text in two: at a comma, before a sign, or between as many words. */
function halves(text: string): [string, string][] {
  const comma = /^([^,]+),\s*([^,]+)$/.exec(text);
  if (comma !== null) return [[comma[1] ?? '', comma[2] ?? '']];
  const sign = /^(\S.*?)\s*([+-].*)$/.exec(text);
  if (sign !== null) return [[sign[1] ?? '', sign[2] ?? '']];
  const words = text.split(/\s+/);
  const middle = words.length / 2;
  if (words.length < 2 || !Number.isInteger(middle)) return [];
  return [[words.slice(0, middle).join(' '), words.slice(middle).join(' ')]];
}

/** @param isHours whether sexagesimal numbers without a unit are hours */
function degreesOf(text: string, isHours: boolean): number | undefined {
  const angle = writtenAngle(text);
  if (angle === undefined) return undefined;
  const hours = angle.unit === 'hour' || (angle.unit === undefined && angle.isSexagesimal && isHours);
  return hours ? angle.value * 15 : angle.value;
}
