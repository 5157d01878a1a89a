import { describe, expect, it } from 'vitest';
import { ARCSEC, angle, toVector } from '../../../lib/sky/sphere.ts';
import { type NoSky, type SkyImage, skyImage } from '../../../lib/sky/wcs/sky-image.ts';
import { type CardValue, skyHeader } from '../../helpers/sky-header.ts';
import { references } from '../astropy/references.ts';

const IMAGE = { NAXIS: 2, NAXIS1: 11, NAXIS2: 11, CRPIX1: 6, CRPIX2: 6, CDELT1: -0.01, CDELT2: 0.01 };
const RADEC = { CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CRVAL1: 192.25, CRVAL2: 27.4 };

function placed(image: SkyImage | NoSky | undefined): SkyImage {
  if (image === undefined || 'reason' in image) expect.unreachable(image?.reason);
  return image;
}

const equatorial = (cards: Readonly<Record<string, CardValue>>): SkyImage =>
  placed(skyImage(skyHeader({ ...IMAGE, ...RADEC, ...cards })));

describe('frames agree with astropy', () => {
  it.each(references('frames.txt'))('$text', ({ header, points }) => {
    expect(points).toHaveLength(7);
    for (const [longitude = 0, latitude = 0, ra = 0, dec = 0] of points) {
      const { centre } = placed(skyImage(header({ ...IMAGE, CRVAL1: longitude, CRVAL2: latitude })));
      expect(angle(toVector(centre), toVector({ ra, dec })) / ARCSEC).toBeLessThan(1e-4);
    }
  });
});

describe('the frame of a header', () => {
  it('puts the galactic pole of B1950 where it is by definition', () => {
    // Blaauw et al. 1960: (192.25, 27.4) without E-terms
    const pole = placed(
      skyImage(skyHeader({ ...IMAGE, CTYPE1: 'GLON-TAN', CTYPE2: 'GLAT-TAN', CRVAL1: 0, CRVAL2: 90 })),
    );
    const { centre } = equatorial({ RADESYS: 'FK4-NO-E' });
    expect(angle(toVector(centre), toVector(pole.centre)) / ARCSEC).toBeLessThan(0.05);
  });
  it.each([
    [{}, 'TAN'],
    [{ RADESYS: 'ICRS', EQUINOX: 1950 }, 'TAN'],
    [{ RADESYS: 'icrs' }, 'TAN'],
    [{ RADECSYS: 'FK5' }, 'TAN, FK5'],
    [{ EQUINOX: 2000 }, 'TAN, FK5'],
    [{ EQUINOX: '2000.0' }, 'TAN, FK5'],
    [{ EQUINOX: 'J2000' }, 'TAN, FK5'],
    [{ EPOCH: 2000 }, 'TAN, FK5'],
    [{ EQUINOX: 2000, EPOCH: 1976.2 }, 'TAN, FK5'],
    [{ EQUINOX: 1983.9 }, 'TAN, FK4 B1983.9'],
    [{ EQUINOX: 1984 }, 'TAN, FK5 J1984'],
    [{ RADESYS: 'FK4' }, 'TAN, FK4 B1950'],
    [{ RADESYS: 'FK4', EQUINOX: 'B1950' }, 'TAN, FK4 B1950'],
    [{ RADESYS: 'FK4-NO-E' }, 'TAN, FK4-NO-E B1950'],
    // a year that cannot be an equinox
    [{ EQUINOX: 0 }, 'TAN'],
    [{ RADESYS: 'N/A', EQUINOX: 2000 }, 'TAN, FK5'],
  ])('%j is %s', (cards, note) => {
    expect(equatorial(cards).source).toContain(`(${note})`);
  });
  it.each([
    [{ RADESYS: 'GAPPT' }, 'the frame GAPPT is not supported'],
    [{ EQUINOX: 'of date' }, 'EQUINOX is not a year'],
    [
      { CTYPE1: 'ELON-TAN', CTYPE2: 'ELAT-TAN', EQUINOX: 1950 },
      'ecliptic coordinates in FK4 are not supported',
    ],
    [{ CTYPE1: 'HPLN-TAN', CTYPE2: 'HPLT-TAN' }, 'not in a frame of the sky: HPLN-TAN HPLT-TAN'],
    [{ CTYPE1: 'SOLAR-X', CTYPE2: 'SOLAR-Y' }, 'not in a frame of the sky: SOLAR-X SOLAR-Y'],
    [{ CTYPE1: 'CRLN-CAR', CTYPE2: 'CRLT-CAR' }, 'not in a frame of the sky: CRLN-CAR CRLT-CAR'],
  ])('%j has no position', (cards, reason) => {
    expect(skyImage(skyHeader({ ...IMAGE, ...RADEC, ...cards }))).toEqual({ reason });
  });
});
