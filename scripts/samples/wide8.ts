import { type Card, real } from './card.ts';
import { hdu, image, joined, ORIGIN, primary, type Sample, UNSIGNED } from './hdu.ts';
import { addNoise, addSpot, type Frame, int16, randomFrom, starField } from './pixels.ts';
import { mjd } from './time.ts';

// A mosaic of 2 x 4 CCDs. The everyday keywords are in the primary header only; the extensions inherit them (INHERIT = T).

const WIDTH = 40;
const HEIGHT = 32;
/** Pixels between neighbouring CCDs. */
const GAP = 6;
const START = '2023-11-20T04:31:12.250';

/** The samples of the collection `wide8`. */
export function wide8(): Sample[] {
  const ccds = Array.from({ length: 8 }, (_, index) => ccd(index + 1));
  return [
    { path: 'wide8/2023/ngc1365-g.fits', bytes: joined(hdu(nightCards()), ...ccds) },
    { path: 'wide8/2023/ngc1365-r.fits', bytes: Buffer.from(ERROR_PAGE) },
  ];
}

/** What a download script saved under the file's name after the session with the archive had expired. */
const ERROR_PAGE = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>403 Forbidden</title></head>
<body>
<h1>Forbidden</h1>
<p>Your session has expired. Please <a href="/login">log in</a> to the archive and ask for the file again.</p>
</body>
</html>
`;

const nightCards = (): Card[] => [
  ...primary(8, [], true),
  ORIGIN,
  ['NEXTEND', 8, 'number of extensions'],
  ['OBSERVAT', 'Cerro Quieto', 'name of observatory'],
  ['TELESCOP', 'Austral 2.4m', 'telescope, prime focus'],
  ['INSTRUME', 'WIDE8', 'mosaic of 8 CCDs'],
  ['OBJECT', 'NGC 1365', 'name of target'],
  ['IMAGETYP', 'object', 'bias, dark, flat, object'],
  ['FILTER', 'g', "observer's filter, 480/140 nm"],
  ['DATE-OBS', START, '[UTC] start of exposure'],
  ['MJD-OBS', mjd(START), '[d] start of exposure'],
  ['TIMESYS', 'UTC'],
  ['EXPTIME', real('240.0'), '[s] exposure time'],
  ['DARKTIME', real('241.731'), '[s] from erase to read-out'],
  ['AIRMASS', real('1.005'), 'at middle of exposure'],
  ['RA', '03:33:36.37', '[h] pointing, ICRS'],
  ['DEC', '-36:08:25.4', '[deg] pointing, ICRS'],
  ['PROPID', '2023B-0117', 'proposal'],
  ['PROPOSER', 'Ferrer, M., and 3 more'],
  ['SEEING', real('0.87'), '[arcsec] DIMM, zenith'],
  ['', ''],
  ['COMMENT', 'Pixels are raw; see the calibration archive for bias, dark and flat.'],
];

function ccd(number: number): Uint8Array {
  const column = (number - 1) % 4;
  const row = Math.floor((number - 1) / 4);
  const x0 = column * (WIDTH + GAP);
  const y0 = row * (HEIGHT + GAP);
  const section = `[${x0 + 1}:${x0 + WIDTH},${y0 + 1}:${y0 + HEIGHT}]`;
  const cards: Card[] = [
    ...image(16, [WIDTH, HEIGHT]),
    ...UNSIGNED,
    ['EXTNAME', `CCD${number}`, 'name of the CCD'],
    ['EXTVER', number],
    ['INHERIT', true, 'the primary header holds for this one too'],
    ['CCDNAME', `B217-${String(number).padStart(2, '0')}`, 'serial number'],
    ['DETSEC', section, 'where it lies in the mosaic'],
    ['DATASEC', `[1:${WIDTH},1:${HEIGHT}]`, 'exposed pixels'],
    ['GAIN', real((2.1 + number / 100).toFixed(2)), '[electron/adu] amplifier A'],
    ['RDNOISE', real((5.6 + number / 20).toFixed(2)), '[electron] rms'],
    ['SATURATE', 58000, '[adu]'],
    ['RADESYS', 'ICRS'],
    ['CTYPE1', 'RA---TAN'],
    ['CTYPE2', 'DEC--TAN'],
    ['CUNIT1', 'deg'],
    ['CUNIT2', 'deg'],
    ['CRVAL1', 53.40155, '[deg] optical axis'],
    ['CRVAL2', -36.1404, '[deg] optical axis'],
    ['CRPIX1', 89.5 - x0, 'optical axis, in pixels of this CCD'],
    ['CRPIX2', 35.5 - y0, 'optical axis, in pixels of this CCD'],
    ['CD1_1', real('-1.5E-03')],
    ['CD1_2', real('0.0')],
    ['CD2_1', real('0.0')],
    ['CD2_2', real('1.5E-03')],
  ];
  const random = randomFrom(2000 + number);
  const stars = starField(random, WIDTH, HEIGHT, 620 + 9 * number, 12);
  return hdu(cards, int16(addNoise(withGalaxy(stars, x0, y0), random, 500).values, 32768));
}

/** Adds NGC 1365, which is on the optical axis, between the middle CCDs. */
const withGalaxy = (frame: Frame, x0: number, y0: number): Frame =>
  addSpot(frame, { x: 88.5 - x0, y: 34.5 - y0, peak: 12000, radius: 22, ratio: 0.55 });
