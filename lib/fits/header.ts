import { BLOCK, CARD, padded } from './ascii.ts';
import { type Fault, faultAt } from './fault.ts';
import { findEnd, firstNonBlank, isBlank, NOT_TEXT } from './find-end.ts';
import type { Limits } from './limits.ts';
import { REASONS } from './reasons.ts';
import type { Window } from './window.ts';

/** The bytes of a header: whole blocks, unless the file ends first. */
export interface Header {
  readonly bytes: Uint8Array;
  /** Where the END card is in `bytes`. */
  readonly end: number;
}

/** The most bytes that are loaded at a time while END has not been found. */
const LARGEST_STEP = 1024 * 1024;

/**
 * Loads the header of HDU `hdu` at `offset`. Returns a fault if it has no END, and a promise only if the header is not
 * in memory. Throws what the source throws.
 */
export function loadHeader(
  window: Window,
  hdu: number,
  offset: number,
  limits: Limits,
): Header | Fault | Promise<Header | Fault> {
  const bytes = window.held(offset);
  const end = findEnd(bytes, 0);
  const isWhole = end >= 0 && end < limits.headerBlocks * BLOCK && bytes.length >= padded(end + CARD);
  return isWhole ? { bytes, end } : readHeader(window, hdu, offset, limits);
}

async function readHeader(
  window: Window,
  hdu: number,
  offset: number,
  { headerBlocks }: Limits,
): Promise<Header | Fault> {
  let bytes = window.held(offset);
  for (let searched = 0; ; ) {
    const end = findEnd(bytes, searched);
    const most = headerBlocks * BLOCK;
    if (end >= most || (end < 0 && bytes.length >= most))
      return faultAt('limit-header', hdu, offset, REASONS.headerTooLong(headerBlocks));
    if (end >= 0) {
      const whole = padded(end + CARD);
      return { bytes: bytes.length < whole ? await window.load(offset, whole) : bytes, end };
    }
    if (end === NOT_TEXT) return faultAt('no-end', hdu, offset, REASONS.endMissingInData);
    const before = bytes.length;
    searched = before - (before % BLOCK);
    bytes = await window.load(offset, before + Math.max(BLOCK, Math.min(before, LARGEST_STEP)));
    if (bytes.length === before) return faultAt('no-end', hdu, offset, REASONS.endMissing);
  }
}

/**
 * The faults after END: the rest of its card and of its block should be blank (FITS standard 4.0, 4.4.1.1
 * and 3.3.1).
 */
export function paddingFaults({ bytes, end }: Header, hdu: number, offset: number): Fault[] {
  const whole = padded(end + CARD);
  if (bytes.length >= whole && isBlank(bytes, end + 3, whole)) return [];
  const faults: Fault[] = [];
  const onCard = firstNonBlank(bytes, end + 3, end + CARD);
  if (onCard >= 0) faults.push(faultAt('end-not-blank', hdu, offset + onCard, REASONS.endNotBlank));
  const afterCard = firstNonBlank(bytes, end + CARD, Math.min(whole, bytes.length));
  if (afterCard >= 0) faults.push(faultAt('header-padding', hdu, offset + afterCard, REASONS.headerPadding));
  if (bytes.length < whole)
    faults.push(faultAt('header-not-padded', hdu, offset + bytes.length, REASONS.headerNotPadded));
  return faults;
}
