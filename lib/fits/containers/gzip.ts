import { type CompressedInput, ensure, uint32At } from './compressed-input.ts';
import { corrupt, truncated } from './decode-error.ts';
import { EngineError, type Engines } from './engines.ts';

const DEFLATE = 8;
const FLAG = { headerCrc: 0x02, extra: 0x04, name: 0x08, comment: 0x10, reserved: 0xe0 };

/**
 * Unpacks gzip (RFC 1952): all members, with their checks. Bytes after a member that do not begin another, such as
 * the padding of a tape block, end the file, as with gzip(1).
 */
export async function* gunzip(input: CompressedInput, engines: Engines): AsyncGenerator<Uint8Array> {
  do {
    await passHeader(input, engines);
    let crc = 0;
    let size = 0;
    for await (const bytes of inflate(input, engines)) {
      crc = engines.crc32(bytes, crc);
      size += bytes.length;
      yield bytes;
    }
    await ensure(input, 8, 'the trailer of a gzip member');
    if (uint32At(input) !== crc) throw corrupt('the CRC-32 of a gzip member is wrong');
    if (uint32At(input, 4) !== size % 2 ** 32) throw corrupt('the length of a gzip member is wrong');
    input.at += 8;
  } while ((await input.fill(2)) && input.bytes[input.at] === 0x1f && input.bytes[input.at + 1] === 0x8b);
}

/** Moves past the header of a member (RFC 1952, 2.3): ten bytes, then the fields that its flags announce. */
async function passHeader(input: CompressedInput, { crc32 }: Engines): Promise<void> {
  const where = 'the header of a gzip member';
  const { bytes } = input;
  let crc = 0;
  const pass = (count: number): void => {
    crc = crc32(bytes.subarray(input.at, input.at + count), crc);
    input.at += count;
  };
  const passText = async (): Promise<void> => {
    for (;;) {
      await ensure(input, 1, where);
      const zero = bytes.subarray(input.at, input.end).indexOf(0);
      pass(zero < 0 ? input.end - input.at : zero + 1);
      if (zero >= 0) return;
    }
  };

  await ensure(input, 10, where);
  const flags = bytes[input.at + 3]!;
  if (bytes[input.at + 2] !== DEFLATE) throw corrupt('a gzip member does not use deflate');
  if ((flags & FLAG.reserved) !== 0) throw corrupt('a gzip member has unknown flags');
  pass(10);
  if ((flags & FLAG.extra) !== 0) {
    await ensure(input, 2, where);
    const length = bytes[input.at]! + 256 * bytes[input.at + 1]!;
    pass(2);
    await ensure(input, length, where);
    pass(length);
  }
  if ((flags & FLAG.name) !== 0) await passText();
  if ((flags & FLAG.comment) !== 0) await passText();
  if ((flags & FLAG.headerCrc) !== 0) {
    await ensure(input, 2, where);
    if (bytes[input.at]! + 256 * bytes[input.at + 1]! !== crc % 65536) {
      throw corrupt('the CRC of the header of a gzip member is wrong');
    }
    input.at += 2;
  }
}

/** Unpacks deflate data (RFC 1951), and leaves the input just after its end. */
async function* inflate(input: CompressedInput, engines: Engines): AsyncGenerator<Uint8Array> {
  let passed = 0;
  const { chunks, bytesUsed } = engines.inflateRaw(async () => {
    if (!(await input.fill(1))) return undefined;
    const piece = input.bytes.subarray(input.at, input.end);
    input.at = input.end;
    passed += piece.length;
    return piece;
  });
  try {
    yield* chunks;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    if (error.kind === 'truncated') throw truncated('deflate data');
    throw corrupt(`the deflate data is invalid (${error.message})`, error);
  }
  input.at -= passed - bytesUsed();
}
