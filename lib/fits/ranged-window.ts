import { BLOCK, padded } from './ascii.ts';
import { predictHeaders } from './predict-headers.ts';
import type { ByteSource, Chunk } from './source.ts';
import type { Window } from './window.ts';

/** Bytes of the first read, and of the first read after a jump: most files need no more. */
export const READ = 64 * 1024;
/** Reads that follow one another without a gap grow up to this. */
const LARGEST_READ = 1024 * 1024;
/** How many predicted headers are read in parallel: at first, and at most. The number doubles after each success. */
const FIRST_BATCH = 4;
const LARGEST_BATCH = 16;
/** How many header offsets are remembered to predict the next. */
const HISTORY = 64;

interface Segment {
  readonly start: number;
  readonly bytes: Uint8Array;
}

const endOf = (segment: Segment): number => segment.start + segment.bytes.length;

const EMPTY = new Uint8Array(0);

/** Memory of windows that were closed. New memory would have to be filled with zeros for each file. */
const spareMemory: Uint8Array[] = [];
const MOST_SPARE = 16;

/** A window of ranged reads. */
export interface RangedWindow extends Window {
  /** To be called last: the memory of the window is then used for other files. */
  close(): void;
}

/** Whether `offset` is in a segment, or so close after it that reading on is cheaper than a jump. */
const isNear = (segment: Segment, offset: number): boolean =>
  offset >= segment.start && offset - endOf(segment) < READ;

interface State {
  readonly source: ByteSource;
  /** Size of the file, in bytes. */
  size: number;
  /** The end of the last byte that was ever read. */
  furthest: number;
  /** What is in memory. */
  current: Segment;
  /** Memory of this window, in which reads are joined. */
  joinBuffer: Uint8Array;
  /** Segments that were read at predicted offsets, in order. */
  predicted: readonly Segment[];
  /** Bytes of the next read that continues the current segment. */
  nextLength: number;
  /** How many headers to read in parallel. */
  batch: number;
  /** Offsets of the last headers. */
  readonly headers: number[];
}

/**
 * A window of ranged reads, for files that can be read at any offset.
 *
 * It jumps over data if that saves at least one read, and reads through smaller gaps, where a jump would cost a
 * request and save nothing. As soon as the distances between headers repeat, it reads the next headers in parallel,
 * at the offsets where they should be. A wrong prediction costs a request, but never leads to a wrong result: bytes
 * are only ever returned for the offset that they were read from.
 *
 * @param first the result of reading the first `firstRead` bytes
 */
export function rangedWindow(source: ByteSource, first: Chunk, firstRead = READ): RangedWindow {
  const state: State = {
    source,
    size: first.bytes.length < firstRead ? first.bytes.length : first.size,
    furthest: first.bytes.length,
    current: { start: 0, bytes: first.bytes },
    joinBuffer: spareMemory.pop() ?? EMPTY,
    predicted: [],
    nextLength: 2 * READ,
    batch: FIRST_BATCH,
    headers: [0],
  };
  return {
    held: (offset) => held(state, offset),
    load: (offset, length) =>
      isLoaded(state, offset, length) ? held(state, offset) : load(state, offset, length),
    moveTo: (offset, headerLength) => moveTo(state, offset, headerLength),
    size: () => state.size,
    isCut: () => false,
    close: () => {
      const { joinBuffer } = state;
      const isWorthIt = joinBuffer.length > 0 && joinBuffer.length <= LARGEST_READ;
      if (isWorthIt && spareMemory.length < MOST_SPARE) spareMemory.push(joinBuffer);
    },
  };
}

/** Whether no more can be read of [offset, offset + length) than is in memory. */
const isLoaded = ({ size, current }: State, offset: number, length: number): boolean =>
  offset >= size || Math.min(offset + length, size) <= endOf(current);

async function load(state: State, offset: number, length: number): Promise<Uint8Array> {
  while (!isLoaded(state, offset, length)) await extend(state, offset, length);
  return held(state, offset);
}

function held({ current }: State, offset: number): Uint8Array {
  const isInside = offset >= current.start && offset < endOf(current);
  return isInside ? current.bytes.subarray(offset - current.start) : EMPTY;
}

async function read(state: State, start: number, length: number): Promise<Segment> {
  const { bytes, size } = await state.source.read(start, length);
  if (bytes.length > 0) state.furthest = Math.max(state.furthest, start + bytes.length);
  // a source that returns less than it should has ended, whatever size it reports
  state.size = bytes.length < Math.min(length, size - start) ? state.furthest : size;
  return { start, bytes };
}

/** Reads on from the end of the current segment, and forgets what is before `offset`. */
async function extend(state: State, offset: number, length: number): Promise<void> {
  const end = endOf(state.current);
  const more = await read(state, end, Math.max(state.nextLength, offset + length - end));
  state.nextLength = Math.min(2 * state.nextLength, LARGEST_READ);
  const bytes =
    offset >= end ? more.bytes.subarray(offset - end) : joined(state, held(state, offset), more.bytes);
  state.current = { start: offset, bytes };
}

/** Both arrays in one: `more` is appended in place if `kept` is in the window's memory, with enough room after it. */
function joined(state: State, kept: Uint8Array, more: Uint8Array): Uint8Array {
  const length = kept.length + more.length;
  let at = kept.buffer === state.joinBuffer.buffer ? kept.byteOffset : 0;
  if (at + length > state.joinBuffer.length) {
    at = 0;
    // twice as much for a long header, which grows by several reads
    if (length > state.joinBuffer.length)
      state.joinBuffer = new Uint8Array(length > LARGEST_READ ? 2 * length : Math.max(length, 2 * READ));
  }
  const { joinBuffer } = state;
  if (kept.buffer !== joinBuffer.buffer || kept.byteOffset !== at) joinBuffer.set(kept, at);
  joinBuffer.set(more, at + kept.length);
  return joinBuffer.subarray(at, at + length);
}

function moveTo(state: State, offset: number, headerLength: number): void | Promise<void> {
  state.headers.push(offset);
  if (state.headers.length > HISTORY) state.headers.shift();
  if (offset >= state.size || isNear(state.current, offset) || takePredicted(state, offset)) return;
  return jump(state, offset, headerLength);
}

/** Moves on to the predicted segment at `offset`, if there is one. */
function takePredicted(state: State, offset: number): boolean {
  const { predicted } = state;
  const next = predicted.findIndex((segment) => endOf(segment) > offset || isNear(segment, offset));
  // the predictions before it were wrong
  if (next !== 0 && predicted.length > 0) state.batch = FIRST_BATCH;
  state.predicted = next < 0 ? [] : predicted.slice(next);
  const [segment, ...later] = state.predicted;
  if (segment === undefined || !isNear(segment, offset)) return false;
  state.current = segment;
  state.predicted = later;
  state.nextLength = READ;
  return true;
}

/** Reads the header at `offset` and, in parallel, those that are likely to follow. */
async function jump(state: State, offset: number, headerLength: number): Promise<void> {
  const later = predictHeaders(state.headers, state.batch - 1).filter((start) => start < state.size);
  const ranges = rangesAt([offset, ...later], padded(headerLength) + BLOCK);
  if (ranges.length === 1) ranges[0] = { start: offset, length: READ };
  else state.batch = Math.min(2 * state.batch, LARGEST_BATCH);
  const segments = await Promise.all(ranges.map(({ start, length }) => read(state, start, length)));
  state.current = segments[0]!;
  state.predicted = [...segments.slice(1), ...state.predicted].sort((a, b) => a.start - b.start);
  state.nextLength = READ;
}

interface Range {
  readonly start: number;
  length: number;
}

/** Ranges of `length` bytes at each of `starts` (ascending), joined if the gap is smaller than a read. */
function rangesAt(starts: readonly number[], length: number): Range[] {
  const ranges: Range[] = [];
  for (const start of starts) {
    const last = ranges.at(-1);
    const joinedLength = last === undefined ? 0 : start + length - last.start;
    if (last === undefined || start - last.start - last.length >= READ) ranges.push({ start, length });
    else if (joinedLength <= LARGEST_READ) last.length = joinedLength;
    else break;
  }
  return ranges;
}
