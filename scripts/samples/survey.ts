import { constants, gzipSync } from 'node:zlib';
import { type Card, real } from './card.ts';
import { BLOCK, hdu, joined, ORIGIN, primary, type Sample, table } from './hdu.ts';
import { addNoise, addSpot, type Frame, int16, int32, randomFrom, starField } from './pixels.ts';
import { mjd } from './time.ts';

// Compressed files of a survey: one is tile-compressed (FITS standard 4.0, section 10), one is compressed with gzip.

const WIDTH = 96;
const HEIGHT = 80;
/** Rows of pixels in a tile. */
const TILE = 16;

interface Field {
  readonly name: string;
  readonly object: string;
  readonly number: number;
  readonly sky: readonly [ra: number, dec: number];
  readonly start: string;
  readonly airmass: string;
}

const NGC253: Field = {
  name: 'field-0421-i',
  object: 'NGC 253',
  number: 421,
  sky: [11.88806, -25.28822],
  start: '2024-10-05T04:10:00.113',
  airmass: '1.009',
};

const NGC300: Field = {
  name: 'field-0422-i',
  object: 'NGC 300',
  number: 422,
  sky: [13.7229, -37.68439],
  start: '2024-10-05T04:14:12.640',
  airmass: '1.012',
};

/** The samples of the collection `survey`. */
export function survey(): Sample[] {
  const plain = hdu([...primary(16, [WIDTH, HEIGHT]), ...fieldCards(NGC300)], int16(picture(NGC300).values));
  return [
    { path: `survey/2024/${NGC253.name}.fits.fz`, bytes: tiled(NGC253) },
    // three members, as a program writes them that flushes and appends
    {
      path: `survey/2024/${NGC300.name}.fits.gz`,
      bytes: joined(
        gzipped(plain.subarray(0, BLOCK)),
        gzipped(plain.subarray(BLOCK, 3 * BLOCK)),
        gzipped(plain.subarray(3 * BLOCK)),
      ),
    },
  ];
}

/** A compressed image: each tile has several rows of pixels, and is a gzip stream in the heap of a binary table. */
function tiled(field: Field): Uint8Array {
  const { values } = picture(field);
  const tiles = Array.from({ length: HEIGHT / TILE }, (_, tile) =>
    gzipped(int16(values.subarray(tile * TILE * WIDTH, (tile + 1) * TILE * WIDTH))),
  );
  let offset = 0;
  const descriptors = tiles.map((tile) => {
    const descriptor = int32([tile.length, offset]);
    offset += tile.length;
    return descriptor;
  });
  const longest = Math.max(...tiles.map((tile) => tile.length));
  const cards: Card[] = [
    ...table(8, tiles.length, offset, 1),
    ['TTYPE1', 'COMPRESSED_DATA', 'one tile in each row'],
    ['TFORM1', `1PB(${longest})`, 'variable length array'],
    ['ZIMAGE', true, 'this table is a compressed image'],
    ['ZSIMPLE', true, 'it was a primary array'],
    ['ZBITPIX', 16, 'bits per pixel of the image'],
    ['ZNAXIS', 2, 'number of axes of the image'],
    ['ZNAXIS1', WIDTH],
    ['ZNAXIS2', HEIGHT],
    ['ZTILE1', WIDTH, 'size of a tile'],
    ['ZTILE2', TILE, 'size of a tile'],
    ['ZCMPTYPE', 'GZIP_1', 'compression algorithm'],
    ['EXTNAME', 'COMPRESSED_IMAGE'],
    ...fieldCards(field),
  ];
  return joined(hdu(primary(8, [], true)), hdu(cards, joined(...descriptors, ...tiles)));
}

/**
 * Compresses with gzip to the same bytes on every machine: with run lengths only, because zlib's search for matches
 * differs between processors, and without the name of the operating system (RFC 1952, 2.3).
 */
function gzipped(bytes: Uint8Array): Uint8Array {
  const file = gzipSync(bytes, { strategy: constants.Z_RLE });
  file[9] = 255;
  return file;
}

function picture({ number }: Field): Frame {
  const random = randomFrom(number);
  const stars = starField(random, WIDTH, HEIGHT, 240, 34);
  return addNoise(addSpot(stars, { x: 46, y: 41, peak: 4100, radius: 19, ratio: 0.4 }), random);
}

const fieldCards = ({ object, number, sky, start, airmass }: Field): Card[] => [
  ORIGIN,
  ['TELESCOP', 'Corvid 0.6m', 'survey telescope'],
  ['INSTRUME', 'CORVID-1', 'survey camera'],
  ['OBJECT', object, 'largest galaxy in the field'],
  ['FIELD', number, 'number of field'],
  ['IMAGETYP', 'sky', 'sky or calib'],
  ['FILTER', 'i', 'filter'],
  ['DATE-OBS', start, '[UTC] start of exposure'],
  ['MJD-OBS', mjd(start), '[d] start of exposure'],
  ['EXPTIME', 45, '[s] exposure time'],
  ['AIRMASS', real(airmass)],
  ['BUNIT', 'electron', 'unit of the pixels'],
  ['MAGZERO', real('26.713'), '[mag] zero point, AB, 1 electron/s'],
  ['RADESYS', 'ICRS'],
  ['EQUINOX', real('2000.0'), '[yr]'],
  ['CTYPE1', 'RA---TPV', 'TAN with distortion polynomial'],
  ['CTYPE2', 'DEC--TPV', 'TAN with distortion polynomial'],
  ['CUNIT1', 'deg'],
  ['CUNIT2', 'deg'],
  ['CRPIX1', (WIDTH + 1) / 2],
  ['CRPIX2', (HEIGHT + 1) / 2],
  ['CRVAL1', sky[0]],
  ['CRVAL2', sky[1]],
  ['CD1_1', real('-1.1111E-03')],
  ['CD1_2', real('0.0')],
  ['CD2_1', real('0.0')],
  ['CD2_2', real('1.1111E-03')],
  ['PV1_0', real('0.0')],
  ['PV1_1', real('1.0002')],
  ['PV1_2', real('-3.1E-05')],
  ['PV1_4', real('2.4E-04')],
  ['PV2_0', real('0.0')],
  ['PV2_1', real('0.9997')],
  ['PV2_2', real('1.7E-05')],
  ['PV2_4', real('-1.9E-04')],
  ['HISTORY', 'bias, flat, sky subtracted; cosmic rays replaced'],
];
