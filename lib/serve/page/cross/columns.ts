import { framed } from '../frame-of-bytes.ts';
import type { Block, ColumnsHeader } from '../wire.ts';

/** Codes of rows. The highest code, `none`, means no value. */
export interface CodeColumn {
  readonly name: string;
  readonly codes: Uint8Array | Uint16Array | Uint32Array;
  /** The code of no value; one more than the others. */
  readonly none: number;
}

/** The columns of all rows, in the order of `t_min`. */
export interface Columns {
  readonly header: ColumnsHeader;
  readonly ra: Float64Array;
  readonly dec: Float64Array;
  readonly time: Float64Array;
  /** HEALPix pixels of order 6, nested. */
  readonly cell: CodeColumn;
  readonly facets: readonly CodeColumn[];
  readonly histograms: readonly CodeColumn[];
}

/** Pixels of order 6. */
export const CELLS = 12 * 64 * 64;

/** Finds the columns in what the server sent. The numbers stay in its buffer. */
export function columnsOf(buffer: ArrayBuffer): Columns {
  const { header: parsed, start } = framed(buffer);
  const header = parsed as ColumnsHeader;
  const codes = (name: string, none: number): CodeColumn => ({
    name,
    codes: withNone(blockOf(buffer, start, header, name), none),
    none,
  });
  return {
    header,
    ra: numbersOf(buffer, start, header, 'ra'),
    dec: numbersOf(buffer, start, header, 'dec'),
    time: numbersOf(buffer, start, header, 't_min'),
    cell: codes('cell', CELLS),
    facets: header.facets.map(({ name, values }) => codes(name, values.length)),
    histograms: header.histograms.map(({ name, edges }) => codes(name, edges.length - 1)),
  };
}

const TYPES = {
  float64: Float64Array,
  float32: Float32Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
} as const;
type Numbers = InstanceType<(typeof TYPES)[Block['type']]>;

function blockOf(buffer: ArrayBuffer, start: number, header: ColumnsHeader, name: string): Numbers {
  const block = header.blocks.find((one) => one.name === name);
  if (block === undefined) throw new Error(`the server sent no column ${name}`);
  return new TYPES[block.type](buffer, start + block.offset, header.rows);
}

function numbersOf(buffer: ArrayBuffer, start: number, header: ColumnsHeader, name: string): Float64Array {
  const numbers = blockOf(buffer, start, header, name);
  return numbers instanceof Float64Array ? numbers : Float64Array.from(numbers);
}

/** Makes the highest number of the type the code that follows the others, so that counts fit into a short array. */
function withNone(numbers: Numbers, none: number): CodeColumn['codes'] {
  if (numbers instanceof Float64Array || numbers instanceof Float32Array) return Uint32Array.from(numbers);
  for (let row = 0; row < numbers.length; row++) if (numbers[row]! > none) numbers[row] = none;
  return numbers;
}
