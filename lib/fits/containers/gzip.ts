import { promisify } from 'node:util';
import { constants, crc32, createInflateRaw, inflateRaw } from 'node:zlib';
import { corrupt, truncated } from './damage.ts';
import { ENGINE, EngineFailure, STEP, through } from './engine.ts';
import { need, type PackedInput } from './packed.ts';

const inflateWhole = promisify<Uint8Array, object, Buffer>(inflateRaw);

/** Packed and unpacked bytes of a member up to which a fault in it is searched for to the byte. */
const KEPT = 1024 * 1024;
const SEARCHED = 4 * 1024 * 1024;

const DEFLATE = 8;
const FLAG = { headerCrc: 0x02, extra: 0x04, name: 0x08, comment: 0x10, reserved: 0xe0 };

/**
 * Unpacks gzip (RFC 1952): all members, with their checks. Bytes after a member that do not begin another,
 * such as the padding of a tape block, end the file, as with gzip(1).
 */
export async function* gunzip(input: PackedInput): AsyncGenerator<Uint8Array> {
  do {
    await passHeader(input);
    let crc = 0;
    let size = 0;
    for await (const bytes of inflate(input)) {
      crc = crc32(bytes, crc);
      size += bytes.length;
      yield bytes;
    }
    await need(input, 8, 'the trailer of a gzip member');
    if (uint32(input) !== crc) throw corrupt('the CRC-32 of a gzip member is wrong');
    if (uint32(input) !== size % 2 ** 32) throw corrupt('the length of a gzip member is wrong');
  } while ((await input.fill(2)) && input.bytes[input.at] === 0x1f && input.bytes[input.at + 1] === 0x8b);
}

/** Takes a little-endian number of 32 bits. */
function uint32(input: PackedInput): number {
  const { bytes, at } = input;
  input.at += 4;
  return new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true);
}

/** RFC 1952, 2.3: ten bytes, then what its flags tell of. */
async function passHeader(input: PackedInput): Promise<void> {
  const where = 'the header of a gzip member';
  const { bytes } = input;
  let crc = 0;
  const pass = (count: number): void => {
    crc = crc32(bytes.subarray(input.at, input.at + count), crc);
    input.at += count;
  };
  const passText = async (): Promise<void> => {
    for (;;) {
      await need(input, 1, where);
      const zero = bytes.subarray(input.at, input.end).indexOf(0);
      pass(zero < 0 ? input.end - input.at : zero + 1);
      if (zero >= 0) return;
    }
  };

  await need(input, 10, where);
  const flags = bytes[input.at + 3]!;
  if (bytes[input.at + 2] !== DEFLATE) throw corrupt('a gzip member is not of method deflate');
  if ((flags & FLAG.reserved) !== 0) throw corrupt('a gzip member has unknown flags');
  pass(10);
  if ((flags & FLAG.extra) !== 0) {
    await need(input, 2, where);
    const length = bytes[input.at]! + 256 * bytes[input.at + 1]!;
    pass(2);
    await need(input, length, where);
    pass(length);
  }
  if ((flags & FLAG.name) !== 0) await passText();
  if ((flags & FLAG.comment) !== 0) await passText();
  if ((flags & FLAG.headerCrc) !== 0) {
    await need(input, 2, where);
    if (bytes[input.at]! + 256 * bytes[input.at + 1]! !== crc % 65536) {
      throw corrupt('the CRC of the header of a gzip member is wrong');
    }
    input.at += 2;
  }
}

/** Unpacks deflate data (RFC 1951) and leaves the input after their end. */
async function* inflate(input: PackedInput): AsyncGenerator<Uint8Array> {
  const engine = createInflateRaw(ENGINE);
  let kept: Uint8Array[] | undefined = [];
  let fed = 0;
  let sound = 0;
  let out = 0;
  const next = async (): Promise<Uint8Array | undefined> => {
    if (!(await input.fill(1))) return undefined;
    const piece = input.bytes.subarray(input.at, input.end);
    input.at = input.end;
    sound = fed;
    fed += piece.length;
    if (fed > KEPT || out > SEARCHED) kept = undefined;
    kept?.push(piece.slice());
    return piece;
  };
  try {
    for await (const bytes of through(engine, next)) {
      out += bytes.length;
      yield bytes;
    }
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    if (error.code === 'Z_BUF_ERROR') throw truncated('deflate data');
    if (kept !== undefined && out <= SEARCHED) {
      const bytes = await rest(Buffer.concat(kept), sound, out);
      if (bytes.length > 0) yield bytes;
    }
    throw corrupt(`deflate data are invalid (${error.message})`, error);
  }
  input.at -= fed - engine.bytesWritten;
}

/**
 * What `packed`, invalid somewhere after its first `sound` bytes, gives before the fault beyond the first
 * `out` unpacked bytes: zlib's engine in Node gives nothing of the step that fails, but without error what
 * the longest valid beginning holds.
 */
async function rest(packed: Uint8Array, sound: number, out: number): Promise<Uint8Array> {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: out + STEP };
  let valid = sound;
  let invalid = packed.length;
  let most: Uint8Array = new Uint8Array(0);
  while (invalid - valid > 1) {
    const middle = Math.floor((valid + invalid) / 2);
    try {
      most = await inflateWhole(packed.subarray(0, middle), options);
      valid = middle;
    } catch {
      invalid = middle;
    }
  }
  return most.subarray(out);
}
