import { type Card, real } from './card.ts';
import { hdu, ORIGIN, primary, type Sample } from './hdu.ts';
import { addSpot, type Frame, flat, mapped, normal, randomFrom, starField, uint8 } from './pixels.ts';

// A photographic plate that was scanned much later: a date with a two-digit year, sexagesimal positions for equinox
// 1950, no WCS, and a keyword that the standard has deprecated since (BLOCKED).

const WIDTH = 96;
const HEIGHT = 80;

/** The samples of the collection `plates`. */
export function plates(): Sample[] {
  return [{ path: 'plates/b/b03127.fit', bytes: hdu(cards(), uint8(scan().values)) }];
}

const cards = (): Card[] => [
  ...primary(8, [WIDTH, HEIGHT]),
  ['BLOCKED', true, 'tape may be blocked'],
  ORIGIN,
  ['OBSERVAT', 'Birkenfels, plate vault'],
  ['TELESCOP', '40cm astrograph', 'f/5, 103"/mm'],
  ['INSTRUME', 'plate camera', '16 x 16 cm'],
  ['OBJECT', 'M87', 'field of Virgo A'],
  ['IMAGETYP', 'plate'],
  ['PLATENUM', 'B 3127', 'number of plate'],
  ['EMULSION', 'IIa-O', 'hypered in N2, 8 h'],
  ['FILTER', 'GG 385', '2 mm'],
  ['DATE-OBS', '12/03/74', 'dd/mm/yy, evening date'],
  ['UT', '23:14:30', 'start, by the log book'],
  ['EXPTIME', real('2700.'), '[s] 45 min'],
  ['AIRMASS', null, 'not in the log book'],
  ['RA', '12:28:17.6', 'plate centre, 1950'],
  ['DEC', '+12:40:02', 'plate centre, 1950'],
  ['EQUINOX', real('1950.0'), 'of RA and DEC'],
  ['HA', '-00:53', 'hour angle at start'],
  ['OBSERVER', "K. O'Neil (night assistant: R.)"],
  ['QUALITY', 'B, thin clouds from 23:40', 'A, B, C'],
  ['SCANNER', "flat bed, 2400 dpi, 'positive'"],
  ['DATE', '19/11/98', 'date of scan, dd/mm/yy'],
  ['DATAMAX', 255],
  ['DATAMIN', 0],
  ['COMMENT', "Pencil marks on the glass side, lower left: 'neb?'"],
  ['', 'log book 17, page 88'],
];

/** A negative: the sky is bright, and stars are dark. */
function scan(): Frame {
  const random = randomFrom(9001);
  const stars = starField(random, WIDTH, HEIGHT, 0, 60);
  const sky = addSpot(stars, { x: 47.5, y: 39.5, peak: 2600, radius: 11, ratio: 0.9 });
  const grain = mapped(flat(WIDTH, HEIGHT, 0), () => 6 * normal(random));
  return mapped(
    sky,
    (light, column, row) => 215 - (215 * light) / (light + 900) + grain.values[row * WIDTH + column]!,
  );
}
