import { textOf } from './ascii.ts';

// The wording of faults: the part of a reason after the HDU and the byte. It is all here, so it can be changed without
// touching the reader. Only the decoders in containers/ word their own errors.

const REST = 'the rest was not read';

/** The reason of a fault, without its place; functions take the facts that the sentence names. */
export const REASONS = {
  emptyFile: 'the file is empty',
  notFits: (first: Uint8Array) => `not FITS: begins with ${shown(first)}, not with SIMPLE`,
  endMissing: 'the file ends before the END card of the header',
  endMissingInData: 'the header has no END card before binary data begins',
  endNotBlank: 'the END card is not blank after END',
  headerPadding: 'the bytes after the END card are not blanks',
  headerNotPadded: 'the file ends within the padding of the header',
  missing: (keyword: string) => `${keyword} is missing`,
  impossible: (keyword: string, value: string) => `${keyword} is ${value}`,
  truncatedData: (end: bigint, size: number) =>
    `the data should end at byte ${end}, but the file ends at byte ${size}`,
  dataPadding: (end: number) =>
    `the file ends within the padding of the data, which should end at byte ${end}`,
  trailingBytes: (count: number, hdu: number) => `${count} bytes after HDU ${hdu} do not begin an extension`,
  tooManyHdus: (most: number) => `the file has more than ${most} HDUs; ${REST}`,
  headerTooLong: (blocks: number) => `no END card within ${blocks} header blocks`,
  headersTooLong: (bytes: number) => `the headers take more than ${bytes} bytes; ${REST}`,
  readingTooLong: `reading took too long; ${REST}`,
  unpackingTooLong: `decompressing took too long; ${REST}`,
  unpacksToMore: (bytes: number) => `decompresses to more than ${bytes} bytes; ${REST}`,
  unpacksToMoreAfterHeader: (bytes: number) =>
    `decompresses to more than ${bytes} bytes after its header; ${REST}`,
} as const;

/** The first bytes of a file: as text if they are text, in hexadecimal if not. */
function shown(first: Uint8Array): string {
  const [text = ''] = /^[ -~]*/.exec(textOf(first, 0, Math.min(first.length, 16))) ?? [];
  if (text.length >= 4) return `"${text}"`;
  const digits = Array.from(first.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0'));
  return `0x${digits.join('')}`;
}
