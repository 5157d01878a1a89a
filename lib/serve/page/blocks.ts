import type { Block } from './wire.ts';

// Binary responses: the length of a header (32 bits, little-endian), the header as JSON, and blocks of numbers.

/** The header of a response. */
export function headerOf(buffer: ArrayBuffer): { readonly blocks: readonly Block[] } {
  const length = new DataView(buffer).getUint32(0, true);
  return JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
}

const TYPES = {
  float64: Float64Array,
  float32: Float32Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
} as const;
export type Numbers = InstanceType<(typeof TYPES)[Block['type']]>;

/** The numbers of a block, which stay in the response. */
export function blockOf(
  buffer: ArrayBuffer,
  { blocks }: { readonly blocks: readonly Block[] },
  name: string,
  count: number,
): Numbers {
  const block = blocks.find((one) => one.name === name);
  if (block === undefined) throw new Error(`the server sent no block ${name}`);
  return new TYPES[block.type](buffer, block.offset, count);
}

/** How many numbers fit between the beginning of a block and the end of the response, or the next block. */
export function lengthOf(
  buffer: ArrayBuffer,
  { blocks }: { readonly blocks: readonly Block[] },
  name: string,
): number {
  const block = blocks.find((one) => one.name === name);
  if (block === undefined) return 0;
  const ends = blocks.map(({ offset }) => offset).filter((offset) => offset > block.offset);
  return Math.floor(
    (Math.min(buffer.byteLength, ...ends) - block.offset) / TYPES[block.type].BYTES_PER_ELEMENT,
  );
}
