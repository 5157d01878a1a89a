import { expect, it } from 'vitest';
import { positionText } from '../../../lib/cli/cone/target.ts';

const at = (spread: number) => positionText('M31', { ra: 10.68471, dec: 41.26875, observations: 2, spread });

it('the spread of a target is in whole arcseconds, arcminutes or degrees, and left out if it is next to nothing', () => {
  expect([1e-5, 1.1e-5, 12 / 3600, 0.5, 3].map(at)).toEqual([
    'M31 is at 10.68471 41.26875: the centre of 2 observations',
    ...['1 arcsec', '12 arcsec', '30 arcmin', '3 degrees'].map(
      (text) => `M31 is at 10.68471 41.26875: the centre of 2 observations, which are up to ${text} from it`,
    ),
  ]);
});
