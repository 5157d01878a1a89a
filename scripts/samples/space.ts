import { type Card, real } from './card.ts';
import { hdu, image, joined, ORIGIN, primary, type Sample } from './hdu.ts';
import { addNoise, addSpot, type Frame, float32, int16, mapped, randomFrom, starField } from './pixels.ts';
import { mjd } from './time.ts';

// Two detectors of a space telescope in one file, each with a science, an error and a data-quality image. An HDU is
// identified by EXTNAME and EXTVER (SCI,1 ERR,1 DQ,1 SCI,2 ...), not by its number.

const WIDTH = 44;
const HEIGHT = 32;
const START = '2022-07-09T11:26:06';
const EXPTIME = 348;
const CENTRES = [
  [83.82208, -5.39111],
  [83.79671, -5.39097],
] as const;

/** The samples of the collection `space`. */
export function space(): Sample[] {
  const detectors = CENTRES.flatMap((_, index) => detector(index + 1));
  const bytes = joined(hdu(primaryCards()), ...detectors);
  return [{ path: 'space/p2k4/p2k4a1b2q_flt.fits', bytes }];
}

const heading = (text: string): Card[] => [
  ['', ''],
  ['', `           / ${text}`],
  ['', ''],
];

const primaryCards = (): Card[] => [
  ...primary(16, [], true),
  ORIGIN,
  ['NEXTEND', 6, 'number of standard extensions'],
  ['FILENAME', 'p2k4a1b2q_flt.fits', 'name of file'],
  ['DATE', '2022-07-10', 'date this file was written (yyyy-mm-dd)'],
  ['FILETYPE', 'SCI', 'type of data found in data file'],
  ['TELESCOP', 'PERISCOPE', 'telescope used to acquire data'],
  ['INSTRUME', 'TWICAM', 'identifier for instrument used to acquire data'],
  ['EQUINOX', real('2000.0'), 'equinox of celestial coord. system'],
  ...heading('DATA DESCRIPTION KEYWORDS'),
  ['ROOTNAME', 'p2k4a1b2q', 'rootname of the observation set'],
  ['IMAGETYP', 'EXT', 'type of exposure identifier'],
  ['PRIMESI', 'TWICAM', 'instrument designated as prime'],
  ...heading('TARGET INFORMATION'),
  ['TARGNAME', 'M42-TRAPEZIUM', "proposer's target name"],
  ['RA_TARG', real('8.382208000000E+01'), '[deg] right ascension of the target (J2000)'],
  ['DEC_TARG', real('-5.391110000000E+00'), '[deg] declination of the target (J2000)'],
  ['PROPOSID', 16881, 'PEP proposal identifier'],
  ['PR_INV_L', "O'Neil", 'last name of principal investigator'],
  ...heading('EXPOSURE INFORMATION'),
  ['DATE-OBS', START.slice(0, 10), 'UT date of start of observation (yyyy-mm-dd)'],
  ['TIME-OBS', START.slice(11), 'UT time of start of observation (hh:mm:ss)'],
  ['EXPSTART', mjd(START), 'exposure start time (Modified Julian Date)'],
  ['EXPEND', mjd('2022-07-09T11:31:54'), 'exposure end time (Modified Julian Date)'],
  ['EXPTIME', real(EXPTIME.toFixed(6)), 'exposure duration (seconds)--calculated'],
  ['EXPFLAG', 'NORMAL', 'exposure interruption indicator'],
  ['SUNANGLE', 61.744, '[deg] angle between sun and V1 axis'],
  ['FGSLOCK', 'FINE', 'commanded FGS lock (FINE,COARSE,GYROS,UNKNOWN)'],
  ...heading('INSTRUMENT CONFIGURATION'),
  ['DETECTOR', 'CCD-PAIR', 'detectors in use'],
  ['FILTER', 'F656N', 'element selected from filter wheel, H-alpha'],
  ['CCDAMP', 'ABCD', 'CCD amplifier readout configuration'],
  ['CCDGAIN', real('1.5'), 'commanded gain of CCD'],
  ['FLATFILE', 'pref$p1a1711po_pfl.fits', 'pixel to pixel flat field file name'],
  ['DARKFILE', 'N/A', 'dark image file name'],
];

/** SCI, ERR and DQ of one detector. */
function detector(version: number): Uint8Array[] {
  const random = randomFrom(10_000 + version);
  const stars = starField(random, WIDTH, HEIGHT, 30, 18);
  const nebula = addSpot(stars, { x: 20 * version - 8, y: 14, peak: 260, radius: 15, ratio: 0.7 });
  // the error follows from the charge before noise; DQ marks saturated pixels with 256 and hot pixels with 16
  const error = mapped(nebula, (value) => Math.sqrt(value / 1.5 + 9));
  const quality = mapped(nebula, (value) => (value > 3500 ? 256 : random() < 0.01 ? 16 : 0));
  const science = addNoise(nebula, random);
  return [
    extension('SCI', version, -32, float32(eighths(science)), [
      ['BUNIT', 'ELECTRONS', 'brightness units'],
      ...skyCards(version),
      ['NCOMBINE', 1, 'number of image sets combined'],
      ['CCDCHIP', version, 'CCD chip (1 or 2)'],
      ['NGOODPIX', quality.values.filter((flag) => flag === 0).length, 'number of good pixels'],
    ]),
    extension('ERR', version, -32, float32(eighths(error)), [
      ['BUNIT', 'ELECTRONS', 'brightness units'],
      ...skyCards(version),
    ]),
    extension('DQ', version, 16, int16(quality.values), [
      ['BUNIT', 'UNITLESS', 'brightness units'],
      ...skyCards(version),
    ]),
  ];
}

const eighths = (frame: Frame): Float64Array => mapped(frame, (value) => Math.round(8 * value) / 8).values;

const extension = (
  name: string,
  version: number,
  bitpix: 16 | -32,
  data: Uint8Array,
  cards: Card[],
): Uint8Array =>
  hdu(
    [
      ...image(bitpix, [WIDTH, HEIGHT]),
      ['EXTNAME', name, 'extension name'],
      ['EXTVER', version, 'extension version number'],
      ['INHERIT', true, 'inherit the primary header'],
      ['ROOTNAME', 'p2k4a1b2q', 'rootname of the observation set'],
      ['EXPNAME', `p2k4a1b${version}q`, 'exposure identifier'],
      ...cards,
    ],
    data,
  );

function skyCards(version: number): Card[] {
  const [ra, dec] = CENTRES[version - 1]!;
  return [
    ['WCSAXES', 2, 'number of World Coordinate System axes'],
    ['CRPIX1', 22.5, 'x-coordinate of reference pixel'],
    ['CRPIX2', 16.5, 'y-coordinate of reference pixel'],
    ['CRVAL1', ra, '[deg] first axis value at reference pixel'],
    ['CRVAL2', dec, '[deg] second axis value at reference pixel'],
    ['CTYPE1', 'RA---TAN', 'the coordinate type for the first axis'],
    ['CTYPE2', 'DEC--TAN', 'the coordinate type for the second axis'],
    ['CD1_1', real('-4.91230E-04'), 'partial of first axis coordinate w.r.t. x'],
    ['CD1_2', real('2.60110E-04'), 'partial of first axis coordinate w.r.t. y'],
    ['CD2_1', real('2.60110E-04'), 'partial of second axis coordinate w.r.t. x'],
    ['CD2_2', real('4.91230E-04'), 'partial of second axis coordinate w.r.t. y'],
    ['ORIENTAT', real('27.9'), '[deg] position angle of image y axis (e of n)'],
  ];
}
