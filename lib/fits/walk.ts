import { BLANK, BLOCK, bytesOf, CARD, EQUALS, padded, startsWith } from './ascii.ts';
import { type CardTable, cardTable } from './card-table.ts';
import { parseCards } from './cards.ts';
import { type Fault, faultAt } from './fault.ts';
import { loadHeader, paddingFaults } from './header.ts';
import { layoutOf } from './layout.ts';
import type { Limits } from './limits.ts';
import { REASONS } from './reasons.ts';
import type { Window } from './window.ts';

/** One HDU, as it is passed to a {@link Sink}. Its `cards` are only valid until the next one. */
export interface Hdu {
  readonly hdu: number;
  /** PRIMARY, RANDOM GROUPS, or the value of XTENSION. */
  readonly type: string;
  /** Byte offsets into the (unpacked) file. */
  readonly headerOffset: number;
  readonly dataOffset: number;
  /** Bytes of data without padding, according to the header. */
  readonly dataLength: bigint;
  readonly cards: CardTable;
}

/** Receives the HDUs and faults of a file, in the order of the file. */
export interface Sink {
  hdu(hdu: Hdu): void;
  fault(fault: Fault): void;
}

/** How many HDUs and cards a file has. */
export interface Totals {
  readonly hdus: number;
  readonly cards: number;
}

const SIMPLE = bytesOf('SIMPLE');
const XTENSION = bytesOf('XTENSION');
/** An offset beyond the end of every file. */
const BEYOND = Number.MAX_SAFE_INTEGER;

/** One table for primary headers and one for extensions, because each kind is much like the last of its kind. */
interface Tables {
  readonly primary: CardTable;
  readonly extension: CardTable;
}

/** Tables that no file is using. They are reused unless they have grown large. Files may be read concurrently. */
const spareTables: Tables[] = [];
const LARGEST_SPARE = 1024 * 1024;

/**
 * Walks over the HDUs of a file (FITS standard 4.0, 3.3) and passes each header's cards to `sink`. The content of the
 * file never makes it throw: anything wrong becomes a fault, and what was read before is kept.
 *
 * @param isExpired whether the time that reading the file may take is over
 */
export async function walk(
  window: Window,
  sink: Sink,
  limits: Limits,
  isExpired: () => boolean,
): Promise<Totals> {
  const tables = spareTables.pop() ?? { primary: cardTable(), extension: cardTable() };
  try {
    return await walkHdus(tables, window, sink, limits, isExpired);
  } finally {
    if (tables.primary.bytes.length + tables.extension.bytes.length <= LARGEST_SPARE)
      spareTables.push(tables);
  }
}

async function walkHdus(
  tables: Tables,
  window: Window,
  sink: Sink,
  limits: Limits,
  isExpired: () => boolean,
): Promise<Totals> {
  let [hdus, cardCount, headerBytes, offset] = [0, 0, 0, 0];
  for (;;) {
    const totals = { hdus, cards: cardCount };
    const loading = window.load(offset, BLOCK);
    const first = loading instanceof Promise ? await loading : loading;
    if (first.length === 0) {
      if (hdus === 0 && !window.isCut()) sink.fault(faultAt('empty', undefined, 0, REASONS.emptyFile));
      return totals;
    }
    if (!(hdus === 0 ? beginsFits(first) : startsWith(first, 0, XTENSION))) {
      sink.fault(hdus === 0 ? notFits(first) : await trailingBytes(window, hdus, offset));
      return totals;
    }
    const found = limitFault(hdus, offset, limits, isExpired) ?? loadHeader(window, hdus, offset, limits);
    const header = found instanceof Promise ? await found : found;
    if ('code' in header) {
      sink.fault(header);
      return totals;
    }
    headerBytes += header.end;
    if (headerBytes > limits.headerBytes) {
      sink.fault(faultAt('limit-total', hdus, offset, REASONS.headersTooLong(limits.headerBytes)));
      return totals;
    }
    const cards = hdus === 0 ? tables.primary : tables.extension;
    parseCards(cards, header.bytes, 0, header.end / CARD);
    const { type, dataLength, problems } = layoutOf(cards, hdus === 0);
    for (const { code, what } of problems) sink.fault(faultAt(code, hdus, offset, what));
    for (const fault of paddingFaults(header, hdus, offset)) sink.fault(fault);
    const dataOffset = offset + padded(header.end + CARD);
    const hdu = { hdu: hdus, type, headerOffset: offset, dataOffset, dataLength, cards };
    sink.hdu(hdu);
    hdus++;
    cardCount += cards.count;
    const moving = skipData(window, hdu, sink);
    const next = moving instanceof Promise ? await moving : moving;
    if (next === undefined) return { hdus, cards: cardCount };
    offset = next;
  }
}

/** SIMPLE as a whole keyword, or as the whole file. */
const beginsFits = (first: Uint8Array): boolean =>
  startsWith(first, 0, SIMPLE) &&
  (first.length === SIMPLE.length || first[6] === BLANK || first[6] === EQUALS);

/** The fault if a limit is reached before the next header is read. */
function limitFault(
  hdus: number,
  offset: number,
  limits: Limits,
  isExpired: () => boolean,
): Fault | undefined {
  if (hdus >= limits.hdus) return faultAt('limit-hdus', hdus, offset, REASONS.tooManyHdus(limits.hdus));
  if (isExpired()) return faultAt('limit-time', hdus, offset, REASONS.readingTooLong);
  return undefined;
}

/**
 * Moves past an HDU's data. Returns the offset of what follows, or undefined if the file ends before; a promise only if
 * something has to be read.
 */
function skipData(window: Window, hdu: Hdu, sink: Sink): number | undefined | Promise<number | undefined> {
  const { headerOffset, dataOffset, dataLength } = hdu;
  const next = Math.min(dataOffset + padded(Number(dataLength)), BEYOND);
  const moving = window.moveTo(next, dataOffset - headerOffset);
  const isKnown = moving === undefined && window.size() !== Number.POSITIVE_INFINITY && window.size() >= next;
  return isKnown ? next : endOfData(moving, next, window, hdu, sink);
}

/** The offset of what follows an HDU's data, if the file goes on there; otherwise a fault. */
async function endOfData(
  moving: void | Promise<void>,
  next: number,
  window: Window,
  { hdu, dataOffset, dataLength }: Hdu,
  sink: Sink,
): Promise<number | undefined> {
  await moving;
  if (window.size() === Number.POSITIVE_INFINITY) await window.load(next, 1);
  const size = window.size();
  if (size >= next) return next;
  // already reported, as a truncated container or as missing padding of the header
  if (window.isCut() || dataLength === 0n) return undefined;
  const end = BigInt(dataOffset) + dataLength;
  if (BigInt(size) < end) sink.fault(faultAt('truncated-data', hdu, size, REASONS.truncatedData(end, size)));
  else sink.fault(faultAt('data-padding', hdu, size, REASONS.dataPadding(next)));
  return undefined;
}

const notFits = (first: Uint8Array): Fault => faultAt('not-fits', undefined, 0, REASONS.notFits(first));

/** The fault of bytes after the last HDU that are not an extension. */
async function trailingBytes(window: Window, hdus: number, offset: number): Promise<Fault> {
  // the size of a stream is known only at its end
  if (window.size() === Number.POSITIVE_INFINITY) {
    await window.moveTo(BEYOND, 0);
    await window.load(BEYOND, 1);
  }
  const reason = REASONS.trailingBytes(window.size() - offset, hdus - 1);
  return { ...faultAt('trailing-bytes', undefined, offset, reason), hdu: hdus };
}
