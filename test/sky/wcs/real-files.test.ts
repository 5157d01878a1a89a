import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { angle, DEGREE, direction } from '../../../lib/sky/sphere.ts';
import { axesOf } from '../../../lib/sky/wcs/axes.ts';
import { celestialAxes } from '../../../lib/sky/wcs/celestial-axes.ts';
import { declaredWcs } from '../../../lib/sky/wcs/declared-wcs.ts';
import { keywordsOf } from '../../../lib/sky/wcs/keywords.ts';
import { readPath } from '../../helpers/read-file.ts';
import { skyHeaderOf } from '../../helpers/sky-header.ts';

// Positions of real HDUs, computed by astropy 8 in the frame that the header declares.
const EXPECTED = '../shared/fits-wcs-expected.json';

interface Expected {
  readonly file: string;
  readonly hdu: number;
  readonly ctype: readonly string[];
  readonly axes: readonly [number, number];
  readonly pixels: readonly (readonly [number, number])[];
  readonly world_deg: readonly (readonly [number, number] | null)[];
}

const expected: Expected[] = existsSync(EXPECTED) ? JSON.parse(readFileSync(EXPECTED, 'utf8')) : [];

describe.skipIf(expected.length === 0)('the WCS of real files', () => {
  it.each(expected)('$file HDU $hdu', async ({ file, hdu, axes, ctype, pixels, world_deg }) => {
    const header = skyHeaderOf((await readPath(`../shared/fits/${file}`)).hdus[hdu]!);
    const found = celestialAxes(axesOf(header));
    if (found === undefined || 'reason' in found) expect.unreachable(found?.reason);
    expect([...found.pair].sort()).toEqual(axes);
    const wcs = declaredWcs(keywordsOf(header), found);
    if ('reason' in wcs) expect.unreachable(wcs.reason);
    const isLatitudeFirst = found.pair[0] > found.pair[1];
    for (const [i, [first, second]] of pixels.entries()) {
      const world = world_deg[i];
      const actual = wcs.direction(first, second);
      if (world === null || world === undefined || world.includes(null as never)) {
        expect(actual).toBeUndefined();
        continue;
      }
      const [longitude, latitude] = isLatitudeFirst ? [world[1], world[0]] : world;
      const away = angle(actual!, direction(longitude * DEGREE, latitude * DEGREE)) / DEGREE;
      expect(away * 3600, `${ctype} ${first} ${second}`).toBeLessThan(0.05);
    }
  });
});
