import { blockOf, headerOf, type Numbers } from '../blocks.ts';
import type { ColumnsHeader } from '../wire.ts';

/** Codes of rows. The highest code, `none`, means no value. */
export interface CodeColumn {
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
  const header = headerOf(buffer) as ColumnsHeader;
  const codes = (name: string, none: number): CodeColumn => ({
    codes: withNone(blockOf(buffer, header, name, header.rows), none),
    none,
  });
  const numbers = (name: string): Float64Array => {
    const found = blockOf(buffer, header, name, header.rows);
    return found instanceof Float64Array ? found : Float64Array.from(found);
  };
  return {
    header,
    ra: numbers('ra'),
    dec: numbers('dec'),
    time: numbers('t_min'),
    cell: codes('cell', CELLS),
    facets: header.facets.map(({ name, values }) => codes(name, values.length)),
    histograms: Object.entries(header.bins).map(([name, { edges }]) => codes(name, edges.length - 1)),
  };
}

/** Makes all higher numbers the code that follows the others, so that counts fit into a short array. */
function withNone(numbers: Numbers, none: number): CodeColumn['codes'] {
  if (numbers instanceof Float64Array || numbers instanceof Float32Array) return Uint32Array.from(numbers);
  for (let row = 0; row < numbers.length; row++) if (numbers[row]! > none) numbers[row] = none;
  return numbers;
}
