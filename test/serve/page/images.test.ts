import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Place, placeOf } from '../../../lib/serve/page/sky/images/face.ts';
import { hipsOf, NoImages } from '../../../lib/serve/page/sky/images/properties.ts';
import { numberOf, tileOf, tilePath } from '../../../lib/serve/page/sky/images/tiles.ts';
import { healpixNested } from '../../../lib/sky/healpix.ts';
import { DEGREE, toVector } from '../../../lib/sky/sphere.ts';

it('a place is in the cell that lib/sky has, or on its edge', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 359.9999, noNaN: true }),
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 13 }),
      (ra, z, order) => {
        const dec = Math.asin(z) / DEGREE;
        const place: Place = [0, 0, 0];
        placeOf(...toVector({ ra, dec }), place);
        const [face, x, y] = [place[0], place[1] * 2 ** order, place[2] * 2 ** order];
        const isOnEdge = [x, y].some((at) => Math.abs(at - Math.round(at)) < 1e-6);
        const number = numberOf(order, { face, x: Math.floor(x), y: Math.floor(y) });
        if (!isOnEdge) expect(number).toBe(healpixNested(order, { ra, dec }));
      },
    ),
  );
});

it('tiles have numbers, and numbers have tiles', () => {
  for (let number = 0; number < 768; number++) expect(numberOf(3, tileOf(3, number))).toBe(number);
  expect(tilePath(6, tileOf(6, 34_567), 'png')).toBe('Norder6/Dir30000/Npix34567.png');
});

it('reads properties, and says what it cannot draw', () => {
  const text =
    '# a survey\nobs_title = A = B\nhips_order=9\nhips_tile_format = png jpeg\nhips_frame = galactic\n';
  expect(hipsOf(text)).toEqual({
    ...{ order: 9, width: 512, extension: 'jpg', frame: 'galactic', title: 'A = B' },
  });
  for (const line of [
    'hips_tile_format = fits',
    'hips_tile_width = 500',
    'hips_frame = mars',
    'hips_order = x',
  ])
    expect(() => hipsOf(`hips_order = 3\n${line}`)).toThrow(NoImages);
});
