import { corrupt, truncated } from './damage.ts';
import { need, type PackedInput } from './packed.ts';

const CLEAR = 256;
const FIRST_WIDTH = 9;
const LARGEST_WIDTH = 16;
const LONGEST_STRING = 2 ** LARGEST_WIDTH;
const STEP = 64 * 1024;

/** The strings found so far: each is that of `prefix` and a last byte, `length` in all. */
interface Table {
  readonly prefix: Uint16Array;
  readonly last: Uint8Array;
  readonly length: Uint16Array;
}

/**
 * Unpacks compress(1) data, `.Z`: LZW with codes of 9 to at most 16 bits, the lowest bit first.
 *
 * The format is what compress(1) writes: codes come in groups of eight of one width, and where the width
 * changes, as after a CLEAR code (block mode), what is left of a group is passed over. It has neither an end
 * mark nor a check: a file that is cut between two codes looks whole, and one that is cut within a code shows
 * it only where the bits that are left, which would be padding, are not all zero.
 */
export async function* uncompress(input: PackedInput): AsyncGenerator<Uint8Array> {
  await need(input, 3, 'the header of compress data');
  const flags = input.bytes[input.at + 2]!;
  input.at += 3;
  const widest = flags & 0x1f;
  if (widest < FIRST_WIDTH || widest > LARGEST_WIDTH) throw corrupt(`compress codes of ${widest} bits`);
  const decoder = lzw(widest, (flags & 0x80) !== 0);
  while (await input.fill(decoder.wants())) {
    while (decoder.decode(input)) yield decoder.take();
  }
  while (decoder.decodeRest(input)) yield decoder.take();
  if (decoder.held() > 0) yield decoder.take();
}
