import type { DerivedName } from '../../lib/sky/derived.ts';
import type { DerivedRow, LakeFile } from './small-lake.ts';

/** Derived values by name. */
export type Values = Partial<Record<DerivedName, string>>;

const rowsOf = (values: Values, hdu?: number): DerivedRow[] =>
  Object.entries(values).map(([name, value]) => [name as DerivedName, value, `for ${name}`, hdu]);

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
    ...rowsOf({ obs_id: key, obs_publisher_did: `ivo://unregistered/b?${key}`, calib_level: '1', ...values }),
    ...Object.entries(hdus).flatMap(([hdu, own]) => rowsOf(own, Number(hdu))),
  ],
});
