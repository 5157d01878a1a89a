/**
 * Everything that can be wrong with a file: a short, stable code and what it means.
 * docs/reference/faults.md is generated from this list.
 */
export const FAULTS = {
  empty: 'the file is empty',
  'not-fits': 'the file does not begin with SIMPLE',
  'no-end': 'a header has no END card',
  'end-not-blank': 'there is text after END on its card',
  'header-not-padded': 'the last header block is shorter than 2880 bytes',
  'header-padding': 'the bytes after END are not blanks',
  'bad-bitpix': 'BITPIX is missing or not one of 8, 16, 32, 64, -32, -64',
  'bad-naxis': 'NAXIS, one of the NAXISn, PCOUNT or GCOUNT is missing or impossible',
  'truncated-data': 'the file ends within the data of an HDU',
  'data-padding': 'the file ends within the padding of a data unit',
  'trailing-bytes': 'the bytes after the last HDU do not begin an extension',
  'container-truncated': 'the compressed file is truncated',
  'container-corrupt': 'the compressed data is invalid',
  'limit-header': 'a header is longer than the limit',
  'limit-total': 'the headers of the file are longer in total than the limit',
  'limit-hdus': 'the file has more HDUs than the limit',
  'limit-unpacked':
    'the compressed file decompresses to more bytes than the limit, in total or after one header',
  'limit-time': 'reading took longer than allowed',
  archived: 'the object is archived and has to be restored first',
} as const;

/** The code of a fault. */
export type FaultCode = keyof typeof FAULTS;

/** Something wrong with a file. It is part of what reading returns; an error is only thrown if the file cannot be read. */
export interface Fault {
  readonly code: FaultCode;
  /** The HDU that it concerns, counted from 0; undefined if it concerns the whole file. */
  readonly hdu: number | undefined;
  /** Where it is, as a byte offset into the (unpacked) file; undefined if it is not about a place in the file. */
  readonly byte: number | undefined;
  /** A sentence that names the HDU and the byte, of at most 500 characters. */
  readonly reason: string;
}

/** The place at the beginning of a reason. */
export const placeOf = (hdu: number | undefined, byte: number): string =>
  `${hdu === undefined ? '' : `HDU ${hdu}, `}byte ${byte}: `;

/** A fault at a byte, with a reason that names this place, followed by `what`. */
export const faultAt = (code: FaultCode, hdu: number | undefined, byte: number, what: string): Fault => ({
  code,
  hdu,
  byte,
  reason: placeOf(hdu, byte) + what,
});

/** The longest reason, in characters: a number in a header can have thousands of digits. */
const LONGEST_REASON = 500;

/** A reason of at most 500 characters; a longer one is cut and ends in an ellipsis. */
export function shortReason(reason: string): string {
  if (reason.length <= LONGEST_REASON) return reason;
  // do not leave half of a surrogate pair
  return `${reason.slice(0, LONGEST_REASON - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
