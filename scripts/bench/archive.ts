// A made archive: files of one image each, with headers of 75 cards as an observatory writes them. File number n is always
// the same, so nothing has to be kept.

/** Cards of a header, without END. */
export const CARDS = 75;
/** The named targets of the archive; the first are the most observed ones. */
export const TARGETS = 2000;

const BLOCK = 2880;
/** Pixels of 16 bits along each axis. */
const SIDE = 2048;
const DAY = 86_400_000;
const FIRST_NIGHT = Date.UTC(2015, 0, 1);
/** Ten years, of which each night has an equal share of the files. */
const NIGHTS = 3650;
/** One file in so many is cut short: the first is number {@link FIRST_FAULTY}. */
const FAULTY = 1000;
const FIRST_FAULTY = 99;
const EXPOSURES = [1, 5, 10, 30, 60, 90, 120, 180, 300, 600, 900, 1200];
const CALIBRATIONS = ['bias', 'dark', 'flat'] as const;

interface Instrument {
  readonly name: string;
  readonly telescope: string;
  readonly filters: readonly string[];
  /** Degrees per pixel. */
  readonly scale: number;
}

const INSTRUMENTS: readonly Instrument[] = [
  { name: 'MERICAM', telescope: 'Meridian 1.0m', filters: ['U', 'B', 'V', 'R', 'I'], scale: 1.1e-4 },
  { name: 'WIDE8', telescope: 'Schmidt 0.8m', filters: ['g', 'r', 'i', 'z'], scale: 2.8e-4 },
  { name: 'FASTCAM', telescope: 'Meridian 2.2m', filters: ['clear', 'V'], scale: 3e-5 },
  { name: 'NIRIM', telescope: 'Meridian 2.2m', filters: ['J', 'H', 'Ks'], scale: 6e-5 },
  { name: 'FOCAS', telescope: 'North 3.6m', filters: ['V', 'R', 'Halpha', 'OIII'], scale: 5e-5 },
  { name: 'PATROL', telescope: 'Patrol 0.3m', filters: ['clear'], scale: 6e-4 },
];

/** A file of the archive. */
export interface ArchiveFile {
  /** `NIGHT/INSTRUMENT-N.fits`. */
  readonly key: string;
  /** Bytes: header and data. One in a thousand files has only half of its data. */
  readonly size: number;
  readonly modified: Date;
  /** The header, padded to whole header blocks. */
  readonly header: Buffer;
}

/** A target: its name and its position in degrees. */
export interface Target {
  readonly name: string;
  readonly ra: number;
  readonly dec: number;
}

/** Target `number`. They are spread evenly over the sky. */
export function target(number: number): Target {
  const sine = (2 * number + 1) / TARGETS - 1;
  return {
    name: `NGC ${1000 + number}`,
    ra: (number * 137.507_764) % 360,
    dec: (Math.asin(sine) * 180) / Math.PI,
  };
}

/** The target of a file; undefined for a calibration frame. */
export const targetOf = (file: number): Target | undefined =>
  random(file, 3) < 0.25 ? undefined : target(Math.floor(random(file, 10) ** 2 * TARGETS));

/** Nights of an archive with so many files: fewer for a small one, so that a night always has some files. */
export const nightsOf = (files: number): number => Math.min(NIGHTS, Math.max(5, Math.ceil(files / 100)));

/** The evening of a night of the archive, as UTC midnight before it. */
export const eveningOf = (night: number, files: number): Date =>
  new Date(FIRST_NIGHT + Math.floor((night * NIGHTS) / nightsOf(files)) * DAY);

/** File `number` of an archive of `files` files: night by night, as an ingest finds them. */
export function archiveFile(number: number, files: number): ArchiveFile {
  const evening = eveningOf(Math.floor((number * nightsOf(files)) / files), files);
  const start = new Date(evening.getTime() + 20 * 3_600_000 + Math.floor(random(number, 1) * 32_000_000));
  // squares: some instruments and targets are used more than others
  const instrument = INSTRUMENTS[Math.floor(random(number, 2) ** 2 * INSTRUMENTS.length)]!;
  const folder = evening.toISOString().slice(0, 10).replaceAll('-', '');
  const header = headerOf(number, instrument, start);
  const data = Math.ceil((2 * SIDE * SIDE) / BLOCK) * BLOCK;
  return {
    key: `${folder}/${instrument.name.toLowerCase()}-${String(number).padStart(7, '0')}.fits`,
    size: header.length + (number % FAULTY === FIRST_FAULTY ? data / 2 : data),
    modified: new Date(evening.getTime() + DAY),
    header,
  };
}

/** A number in [0, 1) that depends on nothing but the file and the purpose. Source: the finalizer of MurmurHash3. */
function random(file: number, purpose: number): number {
  let bits = Math.imul(file + 1, 0x9e37_79b1) ^ Math.imul(purpose, 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
}

const pick = <T>(list: readonly T[], file: number, purpose: number): T =>
  list[Math.floor(random(file, purpose) * list.length)]!;

function headerOf(file: number, instrument: Instrument, start: Date): Buffer {
  const cards = [...structure(), ...whatAndWhen(file, instrument, start)];
  for (let sensor = 0; cards.length < CARDS; sensor++) cards.push(reading(file, instrument, sensor));
  const text = [...cards, 'END'].map((card) => card.padEnd(80)).join('');
  return Buffer.from(text.padEnd(Math.ceil(text.length / BLOCK) * BLOCK), 'latin1');
}

const structure = (): string[] => [
  number('SIMPLE', 'T', 'conforms to the FITS standard'),
  number('BITPIX', 16, 'bits per pixel'),
  number('NAXIS', 2, 'axes'),
  number('NAXIS1', SIDE),
  number('NAXIS2', SIDE),
  number('BZERO', 32_768),
  number('BSCALE', 1),
];

function whatAndWhen(file: number, { name, telescope, filters, scale }: Instrument, start: Date): string[] {
  const observed = targetOf(file);
  const type = observed === undefined ? pick(CALIBRATIONS, file, 4) : 'object';
  const cards = [
    text('ORIGIN', 'Meridian Observatory', 'who wrote this file'),
    text('TELESCOP', telescope),
    text('INSTRUME', name),
    text('OBSERVER', `Observer ${Math.floor(random(file, 5) * 40)}`),
    text('PROPID', `${start.getUTCFullYear()}-${Math.floor(random(file, 6) * 200)}`, 'proposal'),
    text('IMAGETYP', type, 'what the frame was taken for'),
    text('DATE-OBS', start.toISOString().slice(0, -1), '[UTC] start of the exposure'),
    number('EXPTIME', type === 'bias' ? 0 : pick(EXPOSURES, file, 7), '[s] exposure time'),
    text('FILTER', pick(filters, file, 8), 'name of the filter'),
    number('GAIN', 1.25, '[e/adu]'),
    number('RDNOISE', 3.7, '[e]'),
    number('CCD-TEMP', decimal(-95 - random(file, 9), 2), '[C] temperature of the detector'),
  ];
  return observed === undefined
    ? [...cards, text('OBJECT', type)]
    : [...cards, ...pointing(file, observed, scale)];
}

function pointing(file: number, { name, ra, dec }: Target, scale: number): string[] {
  const [east, north] = [random(file, 11) - 0.5, random(file, 12) - 0.5].map((offset) => offset / 30);
  const center = { ra: (ra + east! + 360) % 360, dec: Math.max(-89.9, Math.min(89.9, dec + north!)) };
  return [
    text('OBJECT', name, 'target'),
    number('AIRMASS', decimal(1 + random(file, 13), 3)),
    number('RA', decimal(center.ra, 6), '[deg] of the pointing'),
    number('DEC', decimal(center.dec, 6), '[deg] of the pointing'),
    text('RADESYS', 'ICRS'),
    text('CTYPE1', 'RA---TAN', 'gnomonic projection'),
    text('CTYPE2', 'DEC--TAN', 'gnomonic projection'),
    number('CRPIX1', SIDE / 2 + 0.5, 'pixel of the reference point'),
    number('CRPIX2', SIDE / 2 + 0.5, 'pixel of the reference point'),
    number('CRVAL1', decimal(center.ra, 6), '[deg]'),
    number('CRVAL2', decimal(center.dec, 6), '[deg]'),
    number('CD1_1', -scale, '[deg/pixel]'),
    number('CD1_2', 0, '[deg/pixel]'),
    number('CD2_1', 0, '[deg/pixel]'),
    number('CD2_2', scale, '[deg/pixel]'),
  ];
}

/** A card of the telescope's log. Each instrument has sensors of its own. */
function reading(file: number, { name }: Instrument, sensor: number): string {
  const keyword = `${name.slice(0, 3)}${['TEM', 'VOL', 'POS', 'ST'][sensor % 4]}${String(sensor).padStart(2, '0')}`;
  if (sensor % 4 === 3) return text(keyword, random(file, 20 + sensor) < 0.9 ? 'OK' : 'CHECK', 'state');
  return number(keyword, decimal(100 * random(file, 20 + sensor), 3), 'reading at the start of the exposure');
}

const decimal = (value: number, digits: number): string => value.toFixed(digits);

const card = (keyword: string, value: string, comment: string): string =>
  `${keyword.padEnd(8)}= ${value}${comment && ` / ${comment}`}`;

const number = (keyword: string, value: number | string, comment = ''): string =>
  card(keyword, String(value).padStart(20), comment);

const text = (keyword: string, value: string, comment = ''): string =>
  card(keyword, `'${value.padEnd(8)}'`.padEnd(20), comment);
