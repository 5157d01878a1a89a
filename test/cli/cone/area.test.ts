import { describe, expect, it } from 'vitest';
import { areaOf } from '../../../lib/cli/cone/area.ts';

const M31 = { ra: (42 / 60 + 44.3 / 3600) * 15, dec: 41 + 16 / 60 + 9 / 3600 };

describe('the area of a search', () => {
  it.each([
    [['10.68', '41.27', '0.5'], { ra: 10.68, dec: 41.27 }, 0.5],
    [['83.82', ' -5.3', '30m'], { ra: 83.82, dec: -5.3 }, 0.5],
    [['00:42:44.3', '+41:16:09', '1d'], M31, 1],
    [['0h42m44.3s', '41d16m09s', '1'], M31, 1],
    [['00 42 44.3', '+41 16 09', '1'], M31, 1],
    [['00 42 44.3 +41 16 09', '1'], M31, 1],
    [['00', '42', '44.3', '+41', '16', '09', '1'], M31, 1],
    [['10.68 41.27', '1'], { ra: 10.68, dec: 41.27 }, 1],
    [['10.68,', '41.27,', '1'], { ra: 10.68, dec: 41.27 }, 1],
    [['10.68,41.27', '1'], { ra: 10.68, dec: 41.27 }, 1],
  ])('%j is around a position', (words, centre, radius) => {
    const area = areaOf(words);
    expect(area.radius).toBeCloseTo(radius, 12);
    expect(area.centre).toEqual({
      ra: expect.closeTo(centre.ra, 10),
      dec: expect.closeTo(centre.dec, 10),
    });
  });

  it.each([
    [['M31', '0.5'], 'M31'],
    [['NGC 1365', '0.5'], 'NGC 1365'],
    [['NGC', '1365', '0.5'], 'NGC 1365'],
    [['47 Tuc', '0.5'], '47 Tuc'],
    [['47', 'Tuc', '0.5'], '47 Tuc'],
    [['3C 273', '0.5'], '3C 273'],
    [['0421', '0.5'], '0421'],
    [['042', '0.5'], '042'],
  ])('%j is around a target', (words, centre) => {
    expect(areaOf(words)).toEqual({ centre, radius: 0.5 });
  });

  it.each([
    [['10.68', '41.27'], { centre: { ra: 10.68, dec: 41.27 }, radius: undefined }],
    [['M31'], { centre: 'M31', radius: undefined }],
    [['M31', '0.5'], { centre: 'M31', radius: 0.5 }],
    [['10.68', '41.27', '0.5'], { centre: { ra: 10.68, dec: 41.27 }, radius: 0.5 }],
  ])('%j may have no radius if footprints are asked for', (words, area) => {
    expect(areaOf(words, true)).toEqual(area);
  });

  it.each<[string[], string[]]>([
    [
      ['400', '41', '1'],
      ['RA 400: ', '0 to 360 degrees', '0 to 24 hours', '"400 41"'],
    ],
    [['25:00:00', '41', '1'], ['RA 25:00:00: ']],
    [
      ['3C', '273', '1'],
      ['RA 3C: ', '"3C 273"'],
    ],
    [
      ['10', '-91', '1'],
      ['DEC -91: ', '-90 to 90'],
    ],
    [['10', '5h', '1'], ['DEC 5h: ']],
    [
      ['10', '41', '0'],
      ['RADIUS 0: ', 'above 0 and at most 180', '30m'],
    ],
    [['10', '41', '-1'], ['RADIUS -1: ']],
    [['10', '41', '1h'], ['RADIUS 1h: ']],
    [
      ['M31', 'near'],
      ['RADIUS near: ', 'cone TARGET RADIUS'],
    ],
    [['M31'], ['"M31": the radius is missing', 'cone RA DEC RADIUS']],
    [['10.68', '41.27'], ['"10.68 41.27": the radius is missing']],
    [['00:42:44.3', '+41:16:09'], ['"00:42:44.3 +41:16:09": the radius is missing']],
    [['00', '42', '44.3', '+41', '16', '09'], ['the radius is missing']],
    [
      ['10.68', '200'],
      ['"10.68" is not a whole position', 'cone RA DEC RADIUS'],
    ],
    [['', '1'], ['empty']],
  ])('%j is refused, by the name of the argument and its value', (words, named) => {
    for (const text of named) expect(() => areaOf(words)).toThrow(text);
  });
});
