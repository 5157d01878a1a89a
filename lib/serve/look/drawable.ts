import type { HeaderHdu } from '../../engines/overview/file-headers.ts';
import { type HeaderValues, headerValues } from './header-values.ts';
import { type Bitpix, isBitpix, type Scaling } from './numbers.ts';
import { type TableColumn, tableColumns } from './table-columns.ts';

// What can be drawn of an HDU, and where its numbers are.

/** Numbers that follow each other in the file. */
interface Stored {
  /** The first byte of the data. */
  readonly offset: number;
  readonly bitpix: Bitpix;
  readonly scaling: Scaling;
  /** The unit of the values (BUNIT); '' if the header has none. */
  readonly unit: string;
}

/** An image of at least two rows and columns: the first plane of a cube. */
export interface ImageData extends Stored {
  readonly kind: 'image';
  readonly width: number;
  readonly height: number;
  /** How many images the HDU has. */
  readonly planes: number;
}

/** Numbers along one axis. */
export interface LineData extends Stored {
  readonly kind: 'line';
  readonly length: number;
  /** The coordinate of pixel i, counted from 0: `start + i * step`. */
  readonly axis: {
    readonly start: number;
    readonly step: number;
    readonly label: string;
    readonly unit: string;
  };
}

/** A binary table with columns of numbers. */
export interface TableData {
  readonly kind: 'table';
  readonly offset: number;
  readonly rows: number;
  readonly rowBytes: number;
  readonly columns: readonly TableColumn[];
}

/** What is drawn of an HDU. */
export type Drawable = ImageData | LineData | TableData;

/** Why an HDU is not drawn, in a sentence without its subject: `it has no data`. */
export interface NotDrawn {
  readonly reason: string;
}

const not = (reason: string): NotDrawn => ({ reason });

/** What can be drawn of an HDU. */
export function drawableOf({ facts, cards }: HeaderHdu): Drawable | NotDrawn {
  const header = headerValues(cards);
  const type = facts['type'] ?? '';
  const offset = Number(facts['data_offset'] ?? Number.NaN);
  if (!Number.isSafeInteger(offset)) return not('the lake does not know where its data is');
  if (Number(facts['data_length']) === 0) return not('it has no data');
  switch (type) {
    case 'PRIMARY':
    case 'IMAGE':
      return arrayOf(header, offset);
    case 'BINTABLE':
      return header.text('ZIMAGE') === 'true'
        ? not(`it is a compressed image (${header.text('ZCMPTYPE') ?? 'tiles'}), which is not drawn`)
        : tableOf(header, offset);
    case 'RANDOM GROUPS':
      return not('it has random groups');
    case 'TABLE':
      return not('it is an ASCII table');
    default:
      return not(`it is of the type ${type}`);
  }
}

function arrayOf(header: HeaderValues, offset: number): ImageData | LineData | NotDrawn {
  const bitpix = header.integer('BITPIX');
  if (!isBitpix(bitpix)) return not('its BITPIX is not valid');
  const axes = Math.min(header.integer('NAXIS') ?? 0, 999);
  const lengths = Array.from({ length: axes }, (_, axis) => header.integer(`NAXIS${axis + 1}`) ?? 0);
  if (lengths.length === 0 || lengths.some((length) => length < 1)) return not('it has no data');
  // axes of one pixel do not change where the others are
  const [first, second, ...others] = lengths
    .map((length, index) => ({ length, number: index + 1 }))
    .filter(({ length }) => length > 1);
  if (first === undefined) return not('it has a single pixel');
  const stored = {
    offset,
    bitpix,
    unit: header.text('BUNIT') ?? '',
    scaling: {
      scale: header.number('BSCALE') ?? 1,
      zero: header.number('BZERO') ?? 0,
      blank: bitpix > 0 ? header.integer('BLANK') : undefined,
    },
  };
  if (second === undefined)
    return { kind: 'line', ...stored, length: first.length, axis: axisOf(header, first.number) };
  const planes = others.reduce((product, { length }) => product * length, 1);
  return { kind: 'image', ...stored, width: first.length, height: second.length, planes };
}

/** The coordinates along an axis, if the header has linear ones; otherwise pixels, counted from 1. */
function axisOf(header: HeaderValues, axis: number): LineData['axis'] {
  const value = header.number(`CRVAL${axis}`);
  const step = header.number(`CD${axis}_${axis}`) ?? header.number(`CDELT${axis}`);
  const [type = '', unit = ''] = [header.text(`CTYPE${axis}`), header.text(`CUNIT${axis}`)];
  // an algorithm such as -LOG makes the axis non-linear (FITS standard 4.0, 8.2)
  if (value === undefined || step === undefined || step === 0 || /-(?!LSR|HEL|OBS)[A-Z0-9]{3}$/.test(type))
    return { start: 1, step: 1, label: 'pixel', unit: '' };
  const pixel = header.number(`CRPIX${axis}`) ?? 0;
  return { start: value + (1 - pixel) * step, step, label: type || 'coordinate', unit };
}

function tableOf(header: HeaderValues, offset: number): TableData | NotDrawn {
  const [rowBytes = 0, rows = 0] = [header.integer('NAXIS1'), header.integer('NAXIS2')];
  if (rows < 1 || rowBytes < 1) return not('it has no rows');
  const columns = tableColumns(header, rowBytes);
  if (columns.length < 2) return not('it has fewer than two columns of numbers');
  return { kind: 'table', offset, rows, rowBytes, columns };
}
