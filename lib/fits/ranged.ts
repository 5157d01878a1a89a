import { BLOCK, padded } from './ascii.ts';
import type { ByteSource, Chunk } from './source.ts';
import { nextOffsets } from './strides.ts';
import type { Window } from './window.ts';

/** Bytes of the first read, and of the read after a hop: most files are done in one. */
export const READ = 64 * 1024;
/** Reads that follow one another without a gap grow up to this. */
const LARGEST_READ = 1024 * 1024;
/** Guessed headers that are read side by side: first so many, twice as many each time that all were right. */
const FIRST_BATCH = 4;
const LARGEST_BATCH = 16;

/** Headers whose offsets are remembered, to foretell the next. */
const HISTORY = 64;

interface Segment {
  readonly start: number;
  readonly bytes: Uint8Array;
}

const EMPTY = new Uint8Array(0);
const endOf = (segment: Segment): number => segment.start + segment.bytes.length;

/** Whether `offset` is in a segment or so close behind it that reading on is cheaper than a hop. */
const isNear = (segment: Segment, offset: number): boolean =>
  offset >= segment.start && offset - endOf(segment) < READ;

/**
 * A window of ranged reads, for files that can be read at any offset.
 *
 * Data is hopped over where that spares at least a read, and read through where it does not: a hop for
 * a smaller gap would cost a request and spare nothing. Once the strides between headers repeat, the next
 * headers are read side by side at the offsets where they should be. A guess that is wrong costs its
 * request and never a wrong answer: bytes are only ever given for the offset that they were read from.
 *
 * @param first what the read of the first READ bytes gave
 */
export function ranged(source: ByteSource, first: Chunk): Window {
  let size = first.bytes.length < READ ? first.bytes.length : first.size;
  let furthest = first.bytes.length;
  let current: Segment = { start: 0, bytes: first.bytes };
  /** Memory in which reads are joined. */
  let own: Uint8Array = EMPTY;
  let guessed: Segment[] = [];
  let next = 2 * READ;
  let batch = FIRST_BATCH;
  const headers: number[] = [0];

  const read = async (start: number, length: number): Promise<Segment> => {
    const { bytes, size: whole } = await source.read(start, length);
    if (bytes.length > 0) furthest = Math.max(furthest, start + bytes.length);
    // a source that gives less than there should be has ended, whatever it says of its size
    size = bytes.length < Math.min(length, whole - start) ? furthest : whole;
    return { start, bytes };
  };
  const holds = (offset: number): boolean => offset >= current.start && offset < endOf(current);
  const held = (offset: number): Uint8Array =>
    holds(offset) ? current.bytes.subarray(offset - current.start) : EMPTY;

  /** Reads on where the current segment ends, and forgets what lies before `offset`. */
  const extend = async (offset: number, length: number): Promise<void> => {
    const end = endOf(current);
    const more = await read(end, Math.max(next, offset + length - end));
    next = Math.min(2 * next, LARGEST_READ);
    if (offset >= end) {
      current = { start: offset, bytes: more.bytes.subarray(offset - end) };
      return;
    }
    current = { start: offset, bytes: joined(held(offset), more.bytes) };
  };

  /** Both in one piece: behind the first, where that lies in memory of ours with room for more. */
  const joined = (kept: Uint8Array, more: Uint8Array): Uint8Array => {
    const length = kept.length + more.length;
    if (kept.buffer === own.buffer && kept.byteOffset + length <= own.length) {
      own.set(more, kept.byteOffset + kept.length);
    } else {
      // a long header grows by several reads
      own = new Uint8Array(length > LARGEST_READ ? 2 * length : length);
      own.set(kept);
      own.set(more, kept.length);
      return own.subarray(0, length);
    }
    return own.subarray(kept.byteOffset, kept.byteOffset + length);
  };

  const need = async (offset: number, length: number): Promise<Uint8Array> => {
    while (offset < size && Math.min(offset + length, size) > endOf(current)) await extend(offset, length);
    return held(offset);
  };

  const hop = async (offset: number, headerLength: number): Promise<void> => {
    headers.push(offset);
    if (headers.length > HISTORY) headers.shift();
    if (offset >= size || isNear(current, offset)) return;
    const passed = guessed.findIndex((segment) => endOf(segment) > offset || isNear(segment, offset));
    // guesses that were passed by were wrong
    if (passed !== 0 && guessed.length > 0) batch = FIRST_BATCH;
    guessed = passed < 0 ? [] : guessed.slice(passed);
    if (guessed.length > 0 && isNear(guessed[0]!, offset)) {
      current = guessed.shift()!;
      next = READ;
      return;
    }
    const ahead = nextOffsets(headers, batch - 1).filter((start) => start < size);
    const ranges = sideBySide([offset, ...ahead], padded(headerLength) + BLOCK);
    if (ranges.length === 1) ranges[0] = { start: offset, length: READ };
    else batch = Math.min(2 * batch, LARGEST_BATCH);
    const segments = await Promise.all(ranges.map(({ start, length }) => read(start, length)));
    current = segments[0]!;
    guessed = [...segments.slice(1), ...guessed].sort((a, b) => a.start - b.start);
    next = READ;
  };

  return { held, need, hop, size: () => size, cut: () => false };
}

interface Range {
  readonly start: number;
  length: number;
}

/** Ranges of `length` bytes at each of `starts` (ascending), joined where the gap is smaller than a read. */
function sideBySide(starts: readonly number[], length: number): Range[] {
  const ranges: Range[] = [];
  for (const start of starts) {
    const last = ranges.at(-1);
    const joined = last === undefined ? 0 : start + length - last.start;
    if (last === undefined || start - last.start - last.length >= READ) ranges.push({ start, length });
    else if (joined <= LARGEST_READ) last.length = joined;
    else break;
  }
  return ranges;
}
