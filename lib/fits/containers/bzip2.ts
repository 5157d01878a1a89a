import { type Bits, invalidBits, moveTo, position, take, take32 } from './bzip2-bits.ts';
import { type Block, GROUP_BYTES, newBlock, readGroup, unpackBlock } from './bzip2-block.ts';
import { type Code, huffmanCode, LONGEST_CODE } from './bzip2-code.ts';
import { type CompressedInput, ensure } from './compressed-input.ts';
import { corrupt } from './decode-error.ts';

/** Bytes of a block for each level, 1 to 9. */
const LEVEL = 100_000;
const BLOCK = 0x314159265359; // digits of pi
const END = 0x177245385090; // digits of its square root

/**
 * Unpacks bzip2: all streams of the file, with their checks. It works block by block; a block has up to 900,000
 * bytes, and can unpack to fifty times as many. Bytes after a stream that do not begin another end the file, as with
 * bzip2(1). Nothing can be unpacked from a truncated block.
 *
 * There is no standard for the format: it is what bzip2 1.0 writes. Randomised blocks, which only versions before
 * 0.9.5 wrote, are refused.
 */
export async function* bunzip2(input: CompressedInput): AsyncGenerator<Uint8Array> {
  await ensure(input, 4, 'the header of a bzip2 stream');
  let level = levelOf(input);
  if (level === 0) throw corrupt('a bzip2 stream does not begin with BZh1 to BZh9');
  let store = new Uint32Array(0);
  while (level > 0) {
    input.at += 4;
    if (store.length < level * LEVEL) store = new Uint32Array(level * LEVEL);
    yield* stream({ input, taken: 0 }, store, level * LEVEL);
    level = (await input.fill(4)) ? levelOf(input) : 0;
  }
}

/** The level of a stream, 1 to 9; 0 if no stream begins here. */
function levelOf({ bytes, at }: CompressedInput): number {
  const begins = bytes[at] === 0x42 && bytes[at + 1] === 0x5a && bytes[at + 2] === 0x68; // BZh
  const level = bytes[at + 3]! - 0x30;
  return begins && level >= 1 && level <= 9 ? level : 0;
}

/** Unpacks one stream, from after its header to its end. */
async function* stream(bits: Bits, store: Uint32Array, capacity: number): AsyncGenerator<Uint8Array> {
  let combined = 0;
  for (;;) {
    await fill(bits, 16);
    const mark = take(bits, 24) * 2 ** 24 + take(bits, 24);
    const check = take32(bits);
    if (mark === END) {
      if (check !== combined) throw corrupt('the CRC of a bzip2 stream is wrong');
      moveTo(bits, 8 * Math.ceil(position(bits) / 8));
      return;
    }
    if (mark !== BLOCK) throw corrupt('a bzip2 block does not begin with its mark');
    if (take(bits, 1) === 1) throw corrupt('a bzip2 block is randomised, as only versions before 0.9.5 did');
    const origin = take(bits, 24);
    const block = await readBlock(bits, store, capacity);
    if (origin >= block.size) throw corrupt('the text of a bzip2 block begins outside of it');
    let crc = 0xffffffff;
    for (const bytes of unpackBlock(block, origin)) {
      crc = crc32(bytes, crc);
      yield bytes;
    }
    if (~crc >>> 0 !== check) throw corrupt('the CRC of a bzip2 block is wrong');
    combined = (((combined << 1) | (combined >>> 31)) ^ check) >>> 0;
  }
}

/** Loads `count` bytes, or all that are left. If they are too few, `take` throws. */
async function fill(bits: Bits, count: number): Promise<void> {
  if (bits.input.end - bits.input.at < count) await bits.input.fill(count);
}

async function readBlock(bits: Bits, store: Uint32Array, capacity: number): Promise<Block> {
  const used = await readUsed(bits);
  if (used.length === 0) throw corrupt('a bzip2 block has no bytes');
  const block = newBlock(store, capacity, used);

  await fill(bits, 4);
  const codes = take(bits, 3);
  if (codes < 2 || codes > 6) throw corrupt(`a bzip2 block has ${codes} Huffman codes`);
  const selectors = await readSelectors(bits, codes, take(bits, 15));
  const code: Code[] = [];
  for (let i = 0; i < codes; i++) code.push(huffmanCode(await readLengths(bits, used.length + 2)));

  for (const selector of selectors) {
    await fill(bits, GROUP_BYTES);
    if (readGroup(bits, code[selector]!, block)) return block;
  }
  throw invalidBits(bits, position(bits), 'a bzip2 block has too few selectors');
}

/** The bytes that occur in a block, from a bitmap of sixteen times sixteen. */
async function readUsed(bits: Bits): Promise<Uint8Array> {
  await fill(bits, 36);
  const rows = take(bits, 16);
  const used: number[] = [];
  for (let row = 0; row < 16; row++) {
    if (((rows << row) & 0x8000) === 0) continue;
    const columns = take(bits, 16);
    for (let column = 0; column < 16; column++) {
      if (((columns << column) & 0x8000) !== 0) used.push(16 * row + column);
    }
  }
  return Uint8Array.from(used);
}

/** The Huffman code of each group of symbols: its place in the list of codes, the most recent one first. */
async function readSelectors(bits: Bits, codes: number, count: number): Promise<Uint8Array> {
  const recent = [0, 1, 2, 3, 4, 5];
  const selectors = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    await fill(bits, 4);
    let place = 0;
    while (take(bits, 1) === 1)
      if (++place === codes) throw corrupt('a bzip2 block selects a Huffman code that does not exist');
    const selector = recent[place]!;
    recent.copyWithin(1, 0, place);
    recent[0] = selector;
    selectors[i] = selector;
  }
  return selectors;
}

/** The lengths of a Huffman code: each in steps, up or down, from the one before. */
async function readLengths(bits: Bits, symbols: number): Promise<Uint8Array> {
  await fill(bits, 4);
  const lengths = new Uint8Array(symbols);
  let length = take(bits, 5);
  for (let symbol = 0; symbol < symbols; symbol++) {
    await fill(bits, 16);
    for (let steps = 0; take(bits, 1) === 1; steps++) {
      length += take(bits, 1) === 0 ? 1 : -1;
      // no encoder goes up and down in circles
      if (steps > 2 * LONGEST_CODE) throw corrupt('a length in a bzip2 Huffman code does not end');
    }
    if (length < 1 || length > LONGEST_CODE) throw corrupt(`a bzip2 Huffman code has ${length} bits`);
    lengths[symbol] = length;
  }
  return lengths;
}

const CRC = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let i = 0; i < 8; i++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0);
  return crc;
});

/** Continues a CRC-32 of bzip2, which takes the highest bit of a byte first (zlib takes the lowest). */
function crc32(bytes: Uint8Array, before: number): number {
  let crc = before;
  for (let i = 0; i < bytes.length; i++) crc = (crc << 8) ^ CRC[(crc >>> 24) ^ bytes[i]!]!;
  return crc;
}
