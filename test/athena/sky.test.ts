import { describe, expect, it } from 'vitest';
import { coneCondition } from '../../lib/sql/cone.ts';
import { containsPoint } from '../../lib/sql/contains-point.ts';
import { observation } from '../helpers/observation.ts';
import { POLYGONS, regionOf } from '../helpers/polygons.ts';
import { addToLake } from '../helpers/small-lake.ts';
import { bothEngines } from './both-engines.ts';

const FILES = POLYGONS.map(({ center, radius, corners }, i) => {
  const position = { s_ra: String(center.ra), s_dec: String(center.dec) };
  const region = { s_fov: String(2 * radius), s_region: regionOf(corners) };
  return observation(`a/${i}.fits`, { ...position, ...region }, { 1: position });
});

describe('both engines, asked about the sky,', () => {
  const { agreeOn } = bothEngines({
    name: 'sky',
    keywords: '',
    fill: (folder) => addToLake(folder, ...FILES),
  });
  const CONES = [
    { ra: 0, dec: 0, radius: 30 },
    { ra: 359.9, dec: 60, radius: 10 },
    { ra: 12.25, dec: 89, radius: 3 },
    { ra: 100, dec: -60, radius: 150 },
  ];

  it.each(CONES)('find the same positions around $ra $dec', async (cone) => {
    expect(
      await agreeOn(`SELECT source_key FROM obscore WHERE ${coneCondition(cone)} ORDER BY 1`),
    ).toBeGreaterThan(0);
  });
  it.each(POLYGONS.slice(1, 5).map(({ center }) => center))(
    'find the same footprints that contain $ra $dec',
    async (point) => {
      for (const view of ['obscore', 'obscore_hdus'] as const) {
        const sql = `SELECT source_key FROM ${view} WHERE ${containsPoint(point, view)} ORDER BY 1`;
        expect(await agreeOn(sql)).toBeGreaterThan(0);
      }
    },
  );
});
