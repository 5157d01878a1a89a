import { crc32 } from 'node:zlib';

// Records of short ASCII texts in few bytes. Each text is stored as the number of characters that it shares with the
// same text of the record before, the number of the others, and those. Blocks of records can be read one by one, and
// have a checksum.
//
//   block   uint32 length, uint32 CRC-32 of the payload, payload
//   record  count of texts, then for each: shared, rest, the rest in ASCII (numbers are LEB128)

/** A record: the same texts, or almost the same, as the record before. */
export type Texts = readonly string[];

/** Bytes of a block's length and checksum, and of the payload that fills a block. */
const FRAME = 8;
const FULL = 64 * 1024;
/** The most bytes of a record. Longer ones are not stored. */
const MOST = 64 * 1024;
const PRINTABLE = /^[\x20-\x7e]*$/;

/** Whether a record can be stored. */
export const isStorable = (texts: Texts): boolean =>
  texts.every((text) => PRINTABLE.test(text)) &&
  texts.reduce((sum, { length }) => sum + length + 6, 6) <= MOST;

/** Puts records into blocks. */
export interface BlockWriter {
  /** Adds a record that is storable. */
  add(texts: Texts): void;
  /** Writes the last block. */
  end(): void;
}

/** @param write receives each block, whose bytes it must not keep */
export function blockWriter(write: (block: Uint8Array) => void): BlockWriter {
  const block = Buffer.allocUnsafeSlow(FRAME + FULL + MOST);
  let end = FRAME;
  let before: Texts = [];
  const number = (value: number): void => {
    let rest = value;
    for (; rest > 0x7f; rest >>>= 7) block[end++] = (rest & 0x7f) | 0x80;
    block[end++] = rest;
  };
  const finish = (): void => {
    if (end === FRAME) return;
    block.writeUInt32LE(end - FRAME, 0);
    block.writeUInt32LE(crc32(block.subarray(FRAME, end)), 4);
    write(block.subarray(0, end));
    end = FRAME;
    before = [];
  };
  return {
    add: (texts) => {
      number(texts.length);
      for (const [index, text] of texts.entries()) {
        const shared = sharedLength(before[index] ?? '', text);
        number(shared);
        number(text.length - shared);
        end += block.write(text.slice(shared), end, 'latin1');
      }
      before = texts;
      if (end >= FRAME + FULL) finish();
    },
    end: finish,
  };
}

function sharedLength(a: string, b: string): number {
  if (a === b) return a.length;
  let at = 0;
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

/**
 * The records of all blocks. They end early at a block that is damaged or incomplete.
 *
 * @param read fills the bytes with those that come next, and returns how many there are
 */
export function* readRecords(read: (bytes: Uint8Array) => number): Generator<Texts> {
  const frame = Buffer.alloc(FRAME);
  const bytes = Buffer.allocUnsafeSlow(FULL + MOST);
  while (read(frame) === FRAME) {
    const length = frame.readUInt32LE(0);
    const payload = bytes.subarray(0, length);
    if (length > bytes.length || read(payload) < length || crc32(payload) !== frame.readUInt32LE(4)) return;
    yield* recordsOf(payload);
  }
}

/** The records of one block. Texts that repeat are the same strings. */
function* recordsOf(payload: Buffer): Generator<Texts> {
  let at = 0;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = payload[at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  // a text is put together in bytes: parts of strings would keep the whole strings in memory
  const scratch: Buffer[] = [];
  let before: Texts = [];
  while (at < payload.length) {
    const texts: string[] = new Array(number());
    for (let index = 0; index < texts.length; index++) {
      const shared = number();
      const rest = number();
      const last = before[index] ?? '';
      if (rest === 0 && shared === last.length) {
        texts[index] = last;
        continue;
      }
      const room = roomFor(scratch, index, shared + rest);
      payload.copy(room, shared, at, at + rest);
      at += rest;
      texts[index] = room.toString('latin1', 0, shared + rest);
    }
    before = texts;
    yield texts;
  }
}

/** The bytes of the text at an index, with what it had before. */
function roomFor(scratch: Buffer[], index: number, length: number): Buffer {
  const has = scratch[index];
  if (has !== undefined && has.length >= length) return has;
  const larger = Buffer.alloc(Math.max(256, 2 * length));
  has?.copy(larger);
  scratch[index] = larger;
  return larger;
}
