import { DERIVED } from '../../lib/sky/derived.ts';
import { DATES, VALUES } from '../athena/lakes/odd-texts.ts';
import { NASTY } from './example-lake.ts';
import { observation, type Values } from './observation.ts';
import type { LakeFile } from './small-lake.ts';

// Observations with everything that the engines, or a cache and the SQL of the views, might understand differently.

/** Values in which every derived value has the same text. */
const allOf = (text: string): Values => ({
  ...Object.fromEntries(DERIVED.map((name) => [name, text])),
  obs_id: `id ${text}`,
  obs_publisher_did: `ivo://unregistered/b?${text}`,
});

/** Keys with characters that have a meaning in URLs. */
export const ODD_KEYS = [
  'a b+c*d~e%f#g?h.fits',
  'it\'s "quoted"/[x]{y}|z^`\\.fits',
  'é/Å/星雲/🌌.fits',
  '%20%2F%7E+/already%2Aencoded.fits',
  'a/!$&(),;=:@-_.~.fits',
  'a//b/../c/./d.fits',
];

/** The files of a lake. */
export const ODD_OBSERVATIONS: readonly LakeFile[] = [
  ...[...DATES, ...VALUES, ...NASTY.slice(0, -1)].map((text, index) =>
    observation(`texts/${index}.fits`, allOf(text), {
      0: { s_ra: '1', s_dec: '2' },
      1: allOf(text),
      2: { s_ra: '', s_dec: '', target_name: '' },
    }),
  ),
  ...ODD_KEYS.map((key, index) =>
    observation(
      key,
      { s_ra: String(index * 60), s_dec: String(30 * (index - 2)) },
      { 1: { s_ra: '3', s_dec: '4' } },
    ),
  ),
  ...ODD_KEYS.map((key) => ({ ...observation(key), bucket: 'file:///data/my archive+' })),
  { ...observation('at/the/root.fits'), bucket: 'file:///' },
  // two values of one name, and values of HDUs whose file is not an observation
  {
    bucket: 'b',
    key: 'twice.fits',
    derived: [
      ...(observation('twice.fits').derived ?? []),
      ['t_exptime', '1'],
      ['t_exptime', '20'],
      ['obs_id', 'z'],
    ],
  },
  { bucket: 'b', key: 'no-file.fits', derived: [['s_ra', '1', '', 0]] },
];
