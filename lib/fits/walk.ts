import { BLANK, BLOCK, bytesOf, CARD, EQUALS, padded, standsAt, textOf } from './ascii.ts';
import { type CardTable, cardTable } from './card-table.ts';
import { parseCards } from './cards.ts';
import { findEnd, firstNonBlank, NOT_TEXT } from './end.ts';
import type { Fault, FaultCode } from './fault.ts';
import { layoutOf } from './layout.ts';
import type { Limits } from './limits.ts';
import type { Window } from './window.ts';

/** One HDU as the walk meets it; its `cards` are there only until the next one. */
export interface Hdu {
  readonly hdu: number;
  /** PRIMARY, RANDOM GROUPS, or the value of XTENSION. */
  readonly type: string;
  /** Byte offsets into the (unpacked) file. */
  readonly headerOffset: number;
  readonly dataOffset: number;
  /** Bytes of data without padding, as the header says. */
  readonly dataLength: bigint;
  readonly cards: CardTable;
}

/** Who takes what the walk finds, in the order of the file. */
export interface Sink {
  hdu(hdu: Hdu): void;
  fault(fault: Fault): void;
}

export interface Walked {
  readonly hdus: number;
  readonly cards: number;
}

const SIMPLE = bytesOf('SIMPLE');
const XTENSION = bytesOf('XTENSION');
/** A header without END is read on in steps of at most this. */
const LARGEST_STEP = 1024 * 1024;
/** An offset behind the end of every file. */
const BEYOND = Number.MAX_SAFE_INTEGER;

/**
 * Walks over the HDUs of a file (FITS standard 4.0, 3.3) and hands each header's cards to `sink`.
 * Never fails on what stands in the file: what is wrong is a fault, and what was read before it counts.
 *
 * @param expired says whether the time that the file may take is over
 */
export async function walk(
  window: Window,
  sink: Sink,
  limits: Limits,
  expired: () => boolean,
): Promise<Walked> {
  const tables = spare.pop() ?? { primary: cardTable(), extension: cardTable() };
  try {
    return await walkWith(tables, window, sink, limits, expired);
  } finally {
    if (tables.primary.bytes.length + tables.extension.bytes.length <= LARGEST_SPARE) spare.push(tables);
  }
}

/** Primary headers are like one another, and extensions' are: each kind has a table of its own. */
interface Tables {
  readonly primary: CardTable;
  readonly extension: CardTable;
}

/** Tables are used again for other files, unless one has grown large; files are read side by side. */
const spare: Tables[] = [];
const LARGEST_SPARE = 1024 * 1024;

async function walkWith(
  tables: Tables,
  window: Window,
  sink: Sink,
  limits: Limits,
  expired: () => boolean,
): Promise<Walked> {
  let [hdus, cardCount, headerBytes, offset] = [0, 0, 0, 0];
  const fault = (code: FaultCode, byte: number, what: string): void =>
    sink.fault({ code, hdu: hdus, byte, reason: `HDU ${hdus}, byte ${byte}: ${what}` });
  const done = (): Walked => ({ hdus, cards: cardCount });

  for (;;) {
    const first = await window.need(offset, BLOCK);
    if (first.length === 0) {
      if (hdus === 0 && !window.cut())
        sink.fault({ code: 'empty', hdu: undefined, byte: 0, reason: 'byte 0: the file is empty' });
      return done();
    }
    if (!(hdus === 0 ? beginsFits(first) : standsAt(first, 0, XTENSION))) {
      await strangeBytes(window, sink, hdus, offset, first);
      return done();
    }
    if (hdus >= limits.hdus) {
      fault('limit-hdus', offset, `more than ${limits.hdus} HDUs; the rest was not read`);
      return done();
    }
    if (expired()) {
      fault('limit-time', offset, 'reading took too long; the rest was not read');
      return done();
    }
    const header = await readHeader(window, offset, limits, fault);
    if (header === undefined) return done();
    headerBytes += header.end;
    if (headerBytes > limits.headerBytes) {
      fault('limit-total', offset, `headers of more than ${limits.headerBytes} bytes; the rest was not read`);
      return done();
    }
    const cards = hdus === 0 ? tables.primary : tables.extension;
    parseCards(cards, header.bytes, 0, header.end / CARD);
    const layout = layoutOf(cards, hdus === 0);
    for (const { code, what } of layout.problems) fault(code, offset, what);
    checkPadding(header.bytes, header.end, offset, fault);
    const dataOffset = offset + padded(header.end + CARD);
    sink.hdu({
      hdu: hdus,
      type: layout.type,
      headerOffset: offset,
      dataOffset,
      dataLength: layout.dataLength,
      cards,
    });
    cardCount += cards.count;
    const next = await passData(window, dataOffset, layout.dataLength, offset, fault);
    hdus++;
    if (next === undefined) return done();
    offset = next;
  }
}

/** SIMPLE, and not just a longer word. */
const beginsFits = (first: Uint8Array): boolean =>
  standsAt(first, 0, SIMPLE) && (first.length === SIMPLE.length || first[6] === BLANK || first[6] === EQUALS);

type Report = (code: FaultCode, byte: number, what: string) => void;

/** The header at `offset`: its bytes, and where among them END stands; undefined where there is none. */
async function readHeader(
  window: Window,
  offset: number,
  limits: Limits,
  fault: Report,
): Promise<{ readonly bytes: Uint8Array; readonly end: number } | undefined> {
  let bytes = window.held(offset);
  for (let searched = 0; ; ) {
    const end = findEnd(bytes, searched);
    if (end >= limits.headerBlocks * BLOCK || (end < 0 && bytes.length >= limits.headerBlocks * BLOCK)) {
      fault('limit-header', offset, `no END card within ${limits.headerBlocks} header blocks`);
      return undefined;
    }
    if (end >= 0) {
      const whole = padded(end + CARD);
      return { bytes: bytes.length < whole ? await window.need(offset, whole) : bytes, end };
    }
    const before = bytes.length;
    searched = before - (before % BLOCK);
    if (end === NOT_TEXT) {
      fault('no-end', offset, 'the header has no END card before bytes that are no text');
      return undefined;
    }
    bytes = await window.need(offset, before + Math.max(BLOCK, Math.min(before, LARGEST_STEP)));
    if (bytes.length === before) {
      fault('no-end', offset, 'the header has no END card');
      return undefined;
    }
  }
}

/** What follows END: blanks on its card and in the rest of its block (FITS standard 4.0, 4.4.1.1 and 3.3.1). */
function checkPadding(header: Uint8Array, end: number, offset: number, fault: Report): void {
  const whole = padded(end + CARD);
  const text = firstNonBlank(header, end + 3, end + CARD);
  if (text >= 0) fault('end-not-blank', offset + text, 'there is text after END on its card');
  const padding = firstNonBlank(header, end + CARD, Math.min(whole, header.length));
  if (padding >= 0) fault('header-padding', offset + padding, 'the bytes after END are not blanks');
  if (header.length < whole) {
    fault('header-not-padded', offset + header.length, 'the file ends within the padding of the header');
  }
}

/** Passes over a data unit; gives the offset of what follows, or undefined where the file ends before. */
async function passData(
  window: Window,
  dataOffset: number,
  dataLength: bigint,
  headerOffset: number,
  fault: Report,
): Promise<number | undefined> {
  const end = BigInt(dataOffset) + dataLength;
  const next = Math.min(dataOffset + Math.ceil(Number(dataLength) / BLOCK) * BLOCK, BEYOND);
  await window.hop(next, dataOffset - headerOffset);
  if (window.size() === Number.POSITIVE_INFINITY) await window.need(next, 1);
  const size = window.size();
  if (size >= next) return next;
  // told elsewhere: the container is cut, or the header's padding
  if (window.cut() || dataLength === 0n) return undefined;
  if (BigInt(size) < end) {
    fault('truncated-data', size, `the data end at byte ${end}, but the file at byte ${size}`);
  } else {
    fault('data-padding', size, `the file ends within the padding of the data, before byte ${next}`);
  }
  return undefined;
}

/** A file that is no FITS file, or bytes behind the last HDU that are no extension. */
async function strangeBytes(
  window: Window,
  sink: Sink,
  hdus: number,
  offset: number,
  first: Uint8Array,
): Promise<void> {
  if (hdus === 0) {
    const reason = `byte 0: not FITS: begins with ${shown(first)}, not with SIMPLE`;
    sink.fault({ code: 'not-fits', hdu: undefined, byte: 0, reason });
    return;
  }
  // a stream has to be read to its end before its length is known
  if (window.size() === Number.POSITIVE_INFINITY) {
    await window.hop(BEYOND, 0);
    await window.need(BEYOND, 1);
  }
  const length = window.size() - offset;
  const reason = `byte ${offset}: ${length} bytes after HDU ${hdus - 1} that begin no extension`;
  sink.fault({ code: 'trailing-bytes', hdu: hdus, byte: offset, reason });
}

/** The first bytes of a file for people: as text where they are some, else hexadecimal. */
function shown(first: Uint8Array): string {
  const [text = ''] = /^[ -~]*/.exec(textOf(first, 0, Math.min(first.length, 16))) ?? [];
  return text.length >= 4 ? `"${text}"` : `0x${Buffer.from(first.subarray(0, 8)).toString('hex')}`;
}
