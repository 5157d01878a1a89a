import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capMask, INSIDE, OUTSIDE } from '../../../lib/serve/page/cross/cone-mask.ts';
import { cellOf, centreOf } from '../../../lib/serve/page/sky/cell.ts';
import { centredView, directionOf, pixelOf } from '../../../lib/serve/page/sky/centred-view.ts';
import { coneOutline, footprintOutline } from '../../../lib/serve/page/sky/curves.ts';
import { fromFrame, toFrame } from '../../../lib/serve/page/sky/frames.ts';
import { gridLabels, gridStep, latitudeText, longitudeText } from '../../../lib/serve/page/sky/grid.ts';
import { lookUp, NO_CELL } from '../../../lib/serve/page/sky/look-up.ts';
import { palette } from '../../../lib/serve/page/sky/palette.ts';
import { sexagesimal } from '../../../lib/serve/page/sky/position-text.ts';
import { projectionOf } from '../../../lib/serve/page/sky/projection.ts';
import { typedPosition } from '../../../lib/serve/page/sky/typed-position.ts';
import { DEFAULT_VIEW, PARTS, type View, WHOLE } from '../../../lib/serve/page/state/view.ts';
import { healpixNested } from '../../../lib/sky/healpix.ts';
import { angle, DEGREE, toPoint, toVector } from '../../../lib/sky/sphere.ts';
import { effort } from '../../helpers/effort.ts';

const point = fc.record({
  ra: fc.double({ min: 0, max: 359.9999, noNaN: true }),
  // by area: not too many at the poles
  dec: fc.double({ min: -1, max: 1, noNaN: true }).map((z) => Math.asin(z) / DEGREE),
});
const anyView: fc.Arbitrary<View> = fc.record({
  whole: fc.constantFrom(...WHOLE),
  part: fc.constantFrom(...PARTS),
  frame: fc.constantFrom('equatorial', 'galactic'),
  centre: fc.tuple(fc.double({ min: 0, max: 360, noNaN: true }), fc.constantFrom(-90, -60, 0, 41.3, 89, 90)),
  zoom: fc.constantFrom(1, 2, 3, 20, 800),
});

describe('cells', () => {
  it('are those of lib/sky, whatever the direction', () => {
    fc.assert(
      fc.property(point, ({ ra, dec }) => {
        const [x, y, z] = toVector({ ra, dec });
        const found = cellOf(x, y, z);
        if (found === healpixNested(6, { ra, dec })) return;
        // on an edge, rounding decides: the neighbour contains a point that is as good as the same
        const near = [1e-10, 0, -1e-10].flatMap((a) =>
          [1e-10, 0, -1e-10].map((b) => ({ ra: ra + a, dec: dec + b })),
        );
        expect(near.map((other) => healpixNested(6, other))).toContain(found);
      }),
      { numRuns: effort(3000) },
    );
  });
  it('have centres', () => {
    for (let cell = 0; cell < 49_152; cell++) {
      const centre = centreOf(cell);
      expect(healpixNested(6, toPoint(centre))).toBe(cell);
    }
  });
  it('are inside a cap, or outside, only if all of their points are', () => {
    fc.assert(
      fc.property(
        point,
        fc.double({ min: 0.001, max: 180, noNaN: true }),
        fc.array(point, { maxLength: 50 }),
        (centre, radius, points) => {
          const mask = capMask(toVector(centre), radius * DEGREE);
          for (const one of points) {
            const distance = angle(toVector(centre), toVector(one)) / DEGREE;
            const verdict = mask[healpixNested(6, one)];
            if (verdict === INSIDE) expect(distance).toBeLessThan(radius);
            if (verdict === OUTSIDE) expect(distance).toBeGreaterThan(radius);
          }
        },
      ),
      { numRuns: effort(200) },
    );
  });
});

describe('a view', () => {
  it('finds the direction of a pixel, and the pixel of a direction', () => {
    fc.assert(
      fc.property(
        anyView,
        fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 450 })),
        (view, [x, y]) => {
          const on = centredView(view, 900, 450);
          const direction = directionOf(on, x, y);
          if (direction === undefined) return;
          const pixel = pixelOf(on, direction);
          // the edge of the sky is on both sides of the canvas, and a pole may be a line
          const again = pixel && directionOf(on, ...pixel);
          if (again === undefined) return;
          expect(angle(again, direction)).toBeLessThan(1e-6);
        },
      ),
      { numRuns: effort(1000) },
    );
  });
  it('is the one that d3 draws', () => {
    fc.assert(
      fc.property(anyView, point, (view, { ra, dec }) => {
        const on = centredView(view, 900, 450);
        const ours = pixelOf(on, toVector({ ra, dec }));
        const theirs = projectionOf(on, view)([...toFrame(view.frame, [ra, dec])] as [number, number]);
        if (ours === undefined || theirs === null) return;
        // far away in an azimuthal projection both are far off the canvas
        if (Math.hypot(ours[0] - 450, ours[1] - 225) > 1500) return;
        // compared on the sky: its edge is on both sides of the canvas, and a pole may be a line
        const back = directionOf(on, theirs[0], theirs[1]);
        if (back === undefined) return;
        expect(angle(back, toVector({ ra, dec })) * on.scale).toBeLessThan(1);
      }),
      { numRuns: effort(1000) },
    );
  });
  it('looks up the cell of each pixel', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        const [width, height] = [120, 60];
        const on = centredView(view, width, height);
        const cells = new Uint16Array(width * height);
        lookUp(on, 1, cells);
        for (let at = 0; at < cells.length; at += 37) {
          const direction = directionOf(on, (at % width) + 0.5, Math.floor(at / width) + 0.5);
          const cell = direction === undefined ? NO_CELL : cellOf(...direction);
          expect(cells[at]).toBe(cell);
        }
      }),
      { numRuns: effort(100) },
    );
  });
  it.each(WHOLE)('%s has RA 6h to the left of RA 0h', (whole) => {
    const on = centredView({ ...DEFAULT_VIEW, whole }, 900, 450);
    const [six, zero] = [90, 0].map((ra) => pixelOf(on, toVector({ ra, dec: 0 })));
    expect(six?.[0]).toBeLessThan((zero?.[0] ?? 0) - 100);
  });
});

describe('frames', () => {
  it('M31 is at l 121.17, b -21.57', () => {
    const [l, b] = toFrame('galactic', [10.6847, 41.269]);
    expect([l.toFixed(2), b.toFixed(2)]).toEqual(['121.17', '-21.57']);
  });
  it('go there and back', () => {
    fc.assert(
      fc.property(point, ({ ra, dec }) => {
        const [longitude, latitude] = fromFrame('galactic', toFrame('galactic', [ra, dec]));
        expect(angle(toVector({ ra: longitude, dec: latitude }), toVector({ ra, dec }))).toBeLessThan(1e-9);
      }),
    );
  });
});

describe('lines', () => {
  it('the edge of a cone is as far from its centre as its radius', () => {
    fc.assert(
      fc.property(point, fc.double({ min: 0.01, max: 179, noNaN: true }), (centre, radius) => {
        for (const [ra, dec] of coneOutline('equatorial', { ...centre, radius }))
          expect(angle(toVector(centre), toVector({ ra, dec })) / DEGREE).toBeCloseTo(radius, 6);
      }),
    );
  });
  it('reads footprints, and nothing else', () => {
    expect(footprintOutline('equatorial', 'POLYGON ICRS 1 2 3 4 5 6')).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
      [1, 2],
    ]);
    for (const text of [null, '', 'CIRCLE ICRS 1 2 3', 'POLYGON ICRS 1 2 3 4', 'POLYGON ICRS 1 2 3 4 5 x'])
      expect(footprintOutline('equatorial', text)).toBeUndefined();
  });
  it('has a grid whose lines suit the zoom', () => {
    const labels = (view: Partial<View>): string[] => {
      const whole = { ...DEFAULT_VIEW, ...view };
      const on = centredView(whole, 900, 450);
      return gridLabels(whole, on, gridStep(whole, on)).map(({ text }) => text);
    };
    expect(labels({})).toEqual([
      '0h',
      '3h',
      '6h',
      '9h',
      '12h',
      '15h',
      '18h',
      '21h',
      '−60°',
      '−30°',
      '+30°',
      '+60°',
    ]);
    expect(labels({ frame: 'galactic' })).toContain('120°');
    expect(labels({ zoom: 40, centre: [10.7, 41.3] }).length).toBeGreaterThan(4);
    expect(labels({ zoom: 40, centre: [0, 0] })).toContain('0h');
  });
  it('writes angles of the grid', () => {
    expect([0, 7.5, 97.5, 359.99999].map((at) => longitudeText('equatorial', at))).toEqual([
      '0h',
      '0h30m',
      '6h30m',
      '0h',
    ]);
    expect([0, 30, -5.5].map(latitudeText)).toEqual(['0°', '+30°', '−5°30′']);
  });
});

describe('a typed position', () => {
  it.each([
    ['10.6847 41.2690', [10.6847, 41.269]],
    ['10.6847, -41.2690', [10.6847, -41.269]],
    ['00:42:44.3 +41:16:09', [10.68458, 41.26917]],
    ['0h42m44.3s +41d16m09s', [10.68458, 41.26917]],
    ['00 42 44.3 −41 16 09', [10.68458, -41.26917]],
    ['l 121.1743 b -21.5733', [10.6847, 41.269]],
    ['galactic 121.1743 -21.5733', [10.6847, 41.269]],
  ])('%s', (text, [ra, dec]) => {
    const found = typedPosition(text) ?? [0, 0];
    expect(found[0]).toBeCloseTo(ra ?? 0, 3);
    expect(found[1]).toBeCloseTo(dec ?? 0, 3);
  });
  it.each(['M31', 'NGC 1234', '', '12', '400 10', '10 95', 'HD 100 200', '10 20 30'])('not %s', (text) => {
    expect(typedPosition(text)).toBeUndefined();
  });
  it('is what the page writes', () => {
    fc.assert(
      fc.property(point, ({ ra, dec }) => {
        const [longitude, latitude] = typedPosition(sexagesimal([ra, dec])) ?? [0, 0];
        expect(
          angle(toVector({ ra: longitude, dec: latitude }), toVector({ ra, dec })) / DEGREE,
        ).toBeLessThan(1 / 1000);
      }),
    );
  });
});

describe('the colours of densities', () => {
  /** CIE lightness, from the bytes of image data. */
  const lightness = (colour: number): number => {
    const linear = [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255].map((byte) => {
      const part = byte / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    const y = 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
    return 116 * Math.cbrt(y) - 16;
  };
  it.each([true, false])('differ in lightness alone, too (dark page: %s)', (isDark) => {
    const all = [...palette(isDark)].map(lightness).map((value) => (isDark ? value : -value));
    for (let at = 8; at < all.length; at += 8) expect(all[at]).toBeGreaterThan((all[at - 8] ?? 0) + 0.5);
  });
});
