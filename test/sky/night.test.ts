import { describe, expect, it } from 'vitest';
import { SITES } from '../../lib/sky/rules/sites.ts';
import { rowFrom } from '../helpers/hdu-header.ts';

type Cards = Parameters<typeof rowFrom>[0];
/** The night of an exposure at 05:00 UTC on 2 January. */
const night = (cards: Cards): string | undefined =>
  rowFrom({ 'DATE-OBS': '2020-01-02T05:00:00', ...cards }).night?.value;

describe('the night', () => {
  it.each([
    ['in the west it is still the evening before', { TELESCOP: 'Gemini-North' }, '2020-01-01'],
    [
      'in the east it is noon of the next day',
      { TELESCOP: 'AAT', 'DATE-OBS': '2020-01-02T03:00:00' },
      '2020-01-02',
    ],
    ['without a longitude it is that of UTC', { TELESCOP: 'Mine' }, '2020-01-01'],
    [
      'geocentric coordinates decide',
      { 'OBSGEO-X': -4646100, 'OBSGEO-Y': 2552700, 'OBSGEO-Z': -3534000 },
      '2020-01-02',
    ],
    [
      'those of a satellite do not',
      { 'OBSGEO-X': -5146100, 'OBSGEO-Y': 4552700, 'OBSGEO-Z': -3534000 },
      '2020-01-01',
    ],
    ['a longitude without a stated sign does not count', { SITELONG: '+149:03:42' }, '2020-01-01'],
    ['one whose comment says east does', { SITELONG: ['+149:03:42', '[deg] East positive'] }, '2020-01-02'],
    ['one whose comment says west does', { SITELONG: ['210.934', 'Longitude (west)'] }, '2020-01-02'],
    ['also with both words', { SITELONG: ['-149.06', 'deg, west = +, east = -'] }, '2020-01-02'],
    [
      'negative west is positive east',
      { OBS_LON: [149.06, 'Longitude (Negative=West of Gre'] },
      '2020-01-02',
    ],
    ['a keyword may state the sign itself', { 'OBSGEO-L': 149.06 }, '2020-01-02'],
    [
      'a known site comes before what the header says',
      { OBSERVAT: 'CTIO', 'OBS-LONG': [149, 'east longitude'] },
      '2020-01-01',
    ],
  ] as const)('%s', (_, cards, expected) => {
    expect(night(cards as Cards)).toBe(expected);
  });
  it('its source names the longitude', () => {
    const row = rowFrom({ 'DATE-OBS': '2020-01-02T05:00:00', TELESCOP: 'ESO-NTT' });
    expect(row.night?.source).toBe('t_min TELESCOP (La Silla)');
  });
  it.each(SITES)('$name is on the Earth, and its names can be found', ({ longitude, names }) => {
    expect(Math.abs(longitude)).toBeLessThanOrEqual(180);
    for (const name of names) expect(name).toMatch(/^[A-Z0-9]+\*?$/);
  });
});
