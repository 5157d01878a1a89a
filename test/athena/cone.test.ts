import { describe, expect, it } from 'vitest';
import { conditionsOf } from '../../lib/cli/cone/conditions.ts';
import { type ConeSearch, coneSql } from '../../lib/cli/cone/cone-sql.ts';
import { OBSERVATION_COUNTS } from '../../lib/cli/status/observations.ts';
import { centreSql, placesSql, TARGET_NAMES } from '../../lib/sql/target.ts';
import { observation } from '../helpers/observation.ts';
import { addToLake } from '../helpers/small-lake.ts';
import { bothEngines } from './both-engines.ts';

// What cone and status ask has the same answers in Athena.

const place = (ra: number, dec: number) => {
  const corners = [ra - 0.1, dec - 0.1, ra + 0.1, dec - 0.1, ra + 0.1, dec + 0.1, ra - 0.1, dec + 0.1];
  return { s_ra: `${ra}`, s_dec: `${dec}`, s_fov: '0.3', s_region: `POLYGON ICRS ${corners.join(' ')}` };
};
const MORE = { filter: 'R', image_type: 'object', instrument_name: 'CAM', obs_start: '2024-09-12 23:41:07' };
const FILES = [
  observation('a.fits', { target_name: 'M31', t_exptime: '120', ...MORE, ...place(10.6847083, 41.26875) }),
  observation('b.fits', { target_name: 'm 31', t_min: '', ...MORE, ...place(10.7, 41.3) }),
  observation('c.fits', { target_name: 'sky', ...place(0.1, -5.39) }, { 1: place(0.1, -5.39) }),
  observation('d.fits', { target_name: 'sky', ...place(359.95, -5.39) }),
  observation('e.fits', { target_name: 'bias', s_ra: '' }),
];
const AROUND_M31: ConeSearch = {
  ...{ centre: { ra: 10.68, dec: 41.27 }, radius: 0.5, contains: false, hdus: false },
  ...{ conditions: [], limit: undefined },
};
const choice = {
  after: '2024',
  before: '2025-01-01T12:00',
  instrument: ['cam'],
  filter: ['R'],
  type: ['object'],
};

describe('both engines', () => {
  const { agreeOn } = bothEngines({
    name: 'cone',
    keywords: '',
    fill: (folder) => addToLake(folder, ...FILES),
  });
  it.each<[string, Partial<ConeSearch>, number]>([
    ['a cone', {}, 2],
    ['a cone with all conditions', { conditions: conditionsOf(choice), limit: 1 }, 1],
    ['a cone across RA 0', { centre: { ra: 0, dec: -5.4 } }, 2],
    ['a cone of HDUs', { centre: { ra: 0, dec: -5.4 }, hdus: true }, 1],
    ['a cone around the pole', { centre: { ra: 0, dec: 90 }, radius: 180 }, 4],
    ['footprints', { radius: undefined, contains: true }, 2],
    ['footprints of HDUs', { centre: { ra: 0.1, dec: -5.4 }, contains: true, hdus: true }, 1],
  ])('find the same in %s', async (_, search, rows) => {
    expect(await agreeOn(coneSql({ ...AROUND_M31, ...search }))).toBe(rows);
  });
  it.each([
    ['centre of a target', centreSql('M31')],
    ['centre of no target', centreSql("it's")],
    ['centre without a position', centreSql('bias')],
    ['places of a target', placesSql('sky', 0.5)],
    ['names', TARGET_NAMES],
  ])('find the same %s', async (_, sql) => {
    expect(await agreeOn(sql)).toBeGreaterThan(0);
  });
  it('count the same observations', async () => {
    expect(await agreeOn(OBSERVATION_COUNTS)).toBe(4);
  });
});
