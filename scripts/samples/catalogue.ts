import { type Card, real } from './card.ts';
import { hdu, joined, ORIGIN, primary, type Sample, table } from './hdu.ts';
import { float32, float64, int16, int32, normal, type Random, randomFrom, uint8 } from './pixels.ts';

// A catalogue of stars around M13: a binary table whose header takes four blocks, with light curves of
// different lengths in its heap (FITS standard 4.0, section 7.3).

const ROWS = 36;

interface Column {
  readonly name: string;
  readonly about: string;
  /** Its meaning, as a unified content descriptor of the IVOA. */
  readonly ucd: string;
  readonly form: string;
  readonly unit?: string;
  readonly shown?: string;
  readonly more?: readonly Card[];
  /** Returns the bytes of this column in a row. */
  readonly cell: (row: Row, heap: Heap) => Uint8Array;
}

interface Row {
  readonly id: number;
  readonly random: Random;
  /** Magnitude in r. */
  readonly bright: number;
}

/** The bytes after the rows, which descriptors in the rows point to. */
interface Heap {
  readonly parts: Uint8Array[];
  length: number;
}

/** Adds an array to the heap. Returns its descriptor: the number of values, and their offset. */
function addToHeap(heap: Heap, count: number, bytes: Uint8Array): Uint8Array {
  const offset = heap.length;
  heap.parts.push(bytes);
  heap.length += bytes.length;
  return int32([count, offset]);
}

const text = (value: string, length: number): Uint8Array => Buffer.from(value.padEnd(length));

const magnitude = (band: string, ucd: string, offset: number): Column[] => [
  {
    name: `${band.toUpperCase()}MAG`,
    about: `${band} magnitude, AB, PSF fit`,
    ucd: `phot.mag;em.opt.${ucd}`,
    form: '1E',
    unit: 'mag',
    shown: 'F7.3',
    cell: ({ bright, random }) => float32([bright + offset + 0.1 * normal(random)]),
  },
  {
    name: `E_${band.toUpperCase()}MAG`,
    about: 'its error, 1 sigma; NaN: upper limit',
    ucd: `stat.error;phot.mag;em.opt.${ucd}`,
    form: '1E',
    unit: 'mag',
    shown: 'F6.3',
    cell: ({ bright, random }) => float32([random() < 0.08 ? Number.NaN : 0.004 + 0.001 * (bright - 12)]),
  },
];

const epochs = (id: number): number => 2 + ((id * 5) % 9);

const COLUMNS: readonly Column[] = [
  {
    name: 'ID',
    about: 'running number',
    ucd: 'meta.id;meta.main',
    form: '1J',
    shown: 'I8',
    more: [['TNULL', -1, 'no number']],
    cell: ({ id }) => int32([id]),
  },
  {
    name: 'DESIGNATION',
    about: "name, as in 'M13 J...'",
    ucd: 'meta.id',
    form: '16A',
    shown: 'A16',
    cell: ({ id }) => text(`M13-${String(7 * id).padStart(4, '0')}`, 16),
  },
  {
    name: 'RA',
    about: 'right ascension, ICRS, epoch 2016.0',
    ucd: 'pos.eq.ra;meta.main',
    form: '1D',
    unit: 'deg',
    shown: 'F12.7',
    cell: ({ random }) => float64([250.4235 + 0.08 * normal(random)]),
  },
  {
    name: 'DEC',
    about: 'declination, ICRS, epoch 2016.0',
    ucd: 'pos.eq.dec;meta.main',
    form: '1D',
    unit: 'deg',
    shown: 'F12.7',
    cell: ({ random }) => float64([36.4613 + 0.06 * normal(random)]),
  },
  {
    name: 'E_POS',
    about: 'errors in RA*cos(Dec) and Dec',
    ucd: 'stat.error;pos.eq',
    form: '2E',
    unit: 'mas',
    shown: 'F6.2',
    cell: ({ random }) => float32([20 + 30 * random(), 20 + 30 * random()]),
  },
  {
    name: 'PM',
    about: 'proper motion in RA*cos(Dec) and Dec',
    ucd: 'pos.pm',
    form: '2E',
    unit: 'mas/yr',
    shown: 'F7.2',
    cell: ({ random }) => float32([-3.15 + normal(random), -2.57 + normal(random)]),
  },
  {
    name: 'PARALLAX',
    about: 'parallax, not corrected for zero point',
    ucd: 'pos.parallax.trig',
    form: '1I',
    unit: 'mas',
    shown: 'F6.3',
    more: [
      ['TSCAL', real('1.0E-03'), 'parallax = TSCAL * stored + TZERO'],
      ['TZERO', real('0.0')],
      ['TNULL', -32768, 'not measured'],
    ],
    cell: ({ random }) => int16([random() < 0.2 ? -32768 : 127 + 40 * normal(random)]),
  },
  ...magnitude('u', 'U', 1.9),
  ...magnitude('g', 'B', 0.5),
  ...magnitude('r', 'R', 0),
  ...magnitude('i', 'I', -0.2),
  ...magnitude('z', 'I', -0.3),
  {
    name: 'NOBS',
    about: 'visits in u, g, r, i, z',
    ucd: 'meta.number;obs',
    form: '5B',
    shown: 'I3',
    cell: ({ id }) => uint8([id % 4, epochs(id), epochs(id) + 1, 3, 2]),
  },
  {
    name: 'FLAGS',
    about: 'bit 1 saturated, 2 blended, 3 edge, ...',
    ucd: 'meta.code.qual',
    form: '8X',
    cell: ({ id }) => uint8([(id * 37) % 256]),
  },
  {
    name: 'MEMBER',
    about: 'belongs to the cluster, P > 0.9',
    ucd: 'meta.code.member',
    form: '1L',
    shown: 'L1',
    cell: ({ random }) => text(random() < 0.7 ? 'T' : 'F', 1),
  },
  {
    name: 'STAMP',
    about: '3 x 3 pixels around the star in r',
    ucd: 'phot.count',
    form: '9I',
    unit: 'adu',
    shown: 'I6',
    more: [['TDIM', '(3,3)', 'a small image']],
    cell: ({ bright }) => int16([1, 2, 1, 2, 4, 2, 1, 2, 1].map((weight) => weight * 100 * (21 - bright))),
  },
  {
    name: 'LC_TIME',
    about: 'light curve: times of visits, MJD',
    ucd: 'time.epoch',
    form: '1PD(10)',
    unit: 'd',
    shown: 'F13.5',
    cell: ({ id }, heap) => addToHeap(heap, epochs(id), float64(visits(id))),
  },
  {
    name: 'LC_GMAG',
    about: 'light curve: g at these times',
    ucd: 'phot.mag;em.opt.B',
    form: '1PE(10)',
    unit: 'mag',
    shown: 'F7.3',
    cell: ({ id, bright, random }, heap) =>
      addToHeap(heap, epochs(id), float32(visits(id).map(() => bright + 0.5 + 0.05 * normal(random)))),
  },
];

const visits = (id: number): number[] =>
  Array.from({ length: epochs(id) }, (_, index) => 60310.25 + 3.5 * index + id / 64);

/** The samples of the collection `catalogue`. */
export function catalogue(): Sample[] {
  const random = randomFrom(4001);
  const heap: Heap = { parts: [], length: 0 };
  const rows = Array.from({ length: ROWS }, (_, index): Uint8Array => {
    const row: Row = { id: index + 1, random, bright: 12 + 8 * Math.sqrt(random()) };
    return joined(...COLUMNS.map((column) => column.cell(row, heap)));
  });
  const cards: Card[] = [
    ...table(rows[0]!.length, ROWS, heap.length, COLUMNS.length),
    ['EXTNAME', 'STARS', 'name of the table'],
    ['EXTVER', 1],
    ...COLUMNS.flatMap(columnCards),
    ['OBJECT', 'M13', 'the cluster'],
    ['CATNAME', 'Corvid stars, release 2', 'catalogue'],
    ['CATEPOCH', real('2016.0'), '[yr] of the positions'],
    ['RADESYS', 'ICRS'],
    ['COMMENT', 'Magnitudes are not corrected for extinction; E(B-V) = 0.02.'],
    ['COMMENT', "Light curves stand in the table's heap: LC_TIME and LC_GMAG, as many values as visits."],
  ];
  const bytes = joined(hdu(primaryCards()), hdu(cards, joined(...rows, ...heap.parts)));
  return [{ path: 'catalogue/m13-stars.fits', bytes }];
}

const primaryCards = (): Card[] => [
  ...primary(8, [], true),
  ORIGIN,
  ['TELESCOP', 'Corvid 0.6m', 'survey telescope'],
  ['INSTRUME', 'CORVID-1', 'survey camera'],
  ['CREATOR', "starcat 2.4/b, O'Neil", 'program that made this file'],
  ['DATE', '2024-08-30T09:15:00', '[UTC] when it was made'],
];

function columnCards(column: Column, index: number): Card[] {
  const number = index + 1;
  return [
    [`TTYPE${number}`, column.name, column.about],
    [`TFORM${number}`, column.form],
    ...(column.unit === undefined ? [] : ([[`TUNIT${number}`, column.unit]] as const)),
    ...(column.shown === undefined ? [] : ([[`TDISP${number}`, column.shown]] as const)),
    [`TUCD${number}`, column.ucd],
    ...(column.more ?? []).map(([keyword, ...rest]): Card => [`${keyword}${number}`, ...rest]),
  ];
}
