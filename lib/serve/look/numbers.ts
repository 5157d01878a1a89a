// Numbers from the bytes of a FITS file, which are big-endian (FITS standard 4.0, section 5).

/** How numbers are stored: BITPIX of images; the same codes stand for the columns of tables. */
export type Bitpix = 8 | 16 | 32 | 64 | -32 | -64;

/** Whether a number is one of the values of BITPIX. */
export const isBitpix = (value: number | undefined): value is Bitpix =>
  value !== undefined && [8, 16, 32, 64, -32, -64].includes(value);

/** The bytes of one number. */
export const bytesOf = (bitpix: Bitpix): number => Math.abs(bitpix) / 8;

/** What stored numbers mean: `zero + scale * stored`, and nothing at all if an integer is `blank`. */
export interface Scaling {
  readonly scale: number;
  readonly zero: number;
  readonly blank: number | undefined;
}

const READERS: Readonly<Record<Bitpix, (view: DataView, at: number) => number>> = {
  8: (view, at) => view.getUint8(at),
  16: (view, at) => view.getInt16(at),
  32: (view, at) => view.getInt32(at),
  64: (view, at) => Number(view.getBigInt64(at)),
  [-32]: (view, at) => view.getFloat32(at),
  [-64]: (view, at) => view.getFloat64(at),
};

/**
 * The numbers in bytes; NaN for those without a value, and for those whose bytes are missing at the end.
 *
 * @param stride bytes from one number to the next; by default they follow each other
 */
export function decoded(
  bytes: Uint8Array,
  bitpix: Bitpix,
  count: number,
  { scale, zero, blank }: Scaling,
  stride = bytesOf(bitpix),
): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = READERS[bitpix];
  const values = new Float64Array(count).fill(Number.NaN);
  const isInteger = bitpix > 0;
  for (let index = 0, at = 0; index < count && at + bytesOf(bitpix) <= bytes.length; index++, at += stride) {
    const stored = read(view, at);
    if (isInteger && stored === blank) continue;
    const value = zero + scale * stored;
    values[index] = Number.isFinite(value) ? value : Number.NaN;
  }
  return values;
}
