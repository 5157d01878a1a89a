// Numbers, sizes and times as text.

import { thousands } from '../../formats/thousands.ts';

/** A whole number with commas between its thousands. */
export const count = thousands;

/** A number with its noun: `1 file`, `2 files`. */
export const counted = (number: number, noun: string): string =>
  `${count(number)} ${noun}${number === 1 ? '' : 's'}`;

/** A number of bytes with its decimal unit: `17 bytes`, `1.2 MB`. */
export function bytes(number: number): string {
  const { value, unit } = scaled(number);
  return `${value} ${unit}`;
}

/** A part of a number of bytes: `327 of 327 kB`, `512 kB of 1.2 GB`. */
export function bytesOf(part: number, whole: number): string {
  const { value, unit } = scaled(part);
  return `${unit === scaled(whole).unit ? value : `${value} ${unit}`} of ${bytes(whole)}`;
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];

function scaled(number: number): { readonly value: string; readonly unit: string } {
  let [value, unit] = [number, 0];
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return { value: unit === 0 ? count(value) : value.toFixed(value < 10 ? 1 : 0), unit: UNITS[unit]! };
}

/** Seconds with a readable unit: `8 s`, `3 min`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A point in time: `2026-11-25 10:00:00 UTC`. */
export const utc = (time: Date): string => `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
