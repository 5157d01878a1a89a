import type { LonLat } from './frames.ts';

const two = (number: number): string => String(number).padStart(2, '0');

/** `00h42m44.3s +41°16′09″`. */
export function sexagesimal([ra, dec]: LonLat): string {
  const tenths = Math.round((ra / 15) * 36_000) % 864_000;
  const [hours, minutes] = [Math.floor(tenths / 36_000), Math.floor(tenths / 600) % 60];
  const seconds = ((tenths % 600) / 10).toFixed(1).padStart(4, '0');
  const arcseconds = Math.round(Math.abs(dec) * 3600);
  const parts = [Math.floor(arcseconds / 3600), Math.floor(arcseconds / 60) % 60, arcseconds % 60].map(two);
  return `${two(hours)}h${two(minutes)}m${seconds}s ${dec < 0 ? '−' : '+'}${parts[0]}°${parts[1]}′${parts[2]}″`;
}

/** `10.6847° +41.2688°`. */
export const decimal = ([longitude, latitude]: LonLat): string =>
  `${longitude.toFixed(4)}° ${latitude < 0 ? '−' : '+'}${Math.abs(latitude).toFixed(4)}°`;
