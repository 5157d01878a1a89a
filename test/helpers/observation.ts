import type { DerivedName } from '../../lib/sky/derived.ts';
import type { DerivedRow, LakeFile } from './small-lake.ts';

/** Derived values by name. */
export type Values = Partial<Record<DerivedName, string>>;

const rowsOf = (values: Values, hdu?: number): DerivedRow[] =>
  Object.entries(values).map(([name, value]) => [name as DerivedName, value, `for ${name}`, hdu]);

/** What every observation has. */
const always = (key: string): Values => ({
  obs_id: key,
  obs_publisher_did: `ivo://unregistered/b?${key}`,
  calib_level: '1',
});

/** The derived rows of a file that has a position, in its primary HDU too. */
export const placed = (key: string): DerivedRow[] => {
  const position: Values = { s_ra: '10.5', s_dec: '-20.25' };
  return [...rowsOf({ ...always(key), ...position }), ...rowsOf(position, 0)];
};

/**
 * A source file that looks like an observation.
 *
 * @param values those of the file, besides those that every observation has
 * @param hdus those of its HDUs, by number
 */
export const observation = (
  key: string,
  values: Values = {},
  hdus: Readonly<Record<number, Values>> = {},
): LakeFile => ({
  bucket: 'b',
  key,
  hdus: [[['OBJECT', key]]],
  derived: [
    ...rowsOf({ ...always(key), ...values }),
    ...Object.entries(hdus).flatMap(([hdu, own]) => rowsOf(own, Number(hdu))),
  ],
});
