import type { Card, LakeFile } from '../../helpers/small-lake.ts';

// Source files as an archive has them: about 100 cards, as files of mixed origin have on average, of which many have other values
// in each file, and a position.

/** Cards of telemetry, besides the others. */
const CARDS = 90;

/** The source file with this number. */
export function archiveFile(number: number, version = 0): LakeFile {
  const key = `night${Math.floor(number / 2000)}/${String(number).padStart(8, '0')}.fits`;
  const random = (salt: number): number => (Math.imul(number + 1, 2_654_435_761 + 2 * salt) >>> 0) / 2 ** 32;
  const date = new Date(Date.UTC(2024, 0, 1) + number * 90_000).toISOString().slice(0, -1);
  const instrument = `CAM${number % 25}`;
  const cards: Card[] = [
    ['SIMPLE', 'true', 'logical', 'conforms to the FITS standard'],
    ['OBJECT', `field ${number % 977}`, 'string', 'name of the target'],
    ['INSTRUME', instrument, 'string', 'instrument'],
    ['DATE-OBS', date, 'string', 'start of the exposure'],
    ['EXPTIME', String(10 + (number % 60)), 'float', 'exposure time in seconds'],
    ['AIRMASS', (1 + random(1)).toFixed(4), 'float', 'airmass'],
    ['GAIN', (1 + random(2)).toFixed(3), 'float', 'electrons per count'],
    ['VERSION', String(version), 'integer', 'version of the file'],
    ...Array.from({ length: CARDS }, (_, index): Card => {
      const value = index % 3 === 0 ? `state ${index}` : (random(index + 10) * 1000).toFixed(4);
      return [
        `KEY${String(index).padStart(3, '0')}`,
        value,
        index % 3 === 0 ? 'string' : 'float',
        `telemetry ${index}`,
      ];
    }),
  ];
  const position = { ra: (random(3) * 360).toFixed(6), dec: (random(4) * 180 - 90).toFixed(6) };
  const mjd = String(60_310 + number / 960);
  return {
    bucket: 'archive',
    key,
    hdus: [
      cards.map(([name, value, type, comment], index) => [
        name,
        value,
        type ?? 'string',
        `${comment ?? ''} (${index})`,
      ]),
    ],
    derived: [
      ['obs_id', key, 'the key'],
      ['obs_publisher_did', `ivo://unregistered/archive?${key}`, 'the key'],
      ['calib_level', '1', 'FITS'],
      ['target_name', `field ${number % 977}`, 'OBJECT'],
      ['instrument_name', instrument, 'INSTRUME'],
      ['t_min', mjd, 'DATE-OBS'],
      ['t_exptime', String(10 + (number % 60)), 'EXPTIME'],
      ['s_ra', position.ra, 'RA'],
      ['s_dec', position.dec, 'DEC'],
      ['s_ra', position.ra, 'RA', 0],
      ['s_dec', position.dec, 'DEC', 0],
    ],
  };
}
