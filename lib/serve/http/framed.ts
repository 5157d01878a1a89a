// Binary responses: a JSON header, then blocks of numbers that a browser uses as they are.

/** Numbers of one type. */
export type Block = Float64Array | Float32Array | Uint32Array | Uint16Array | Uint8Array;

/** How a block is called in the header, and where it is. */
export interface BlockPlace {
  readonly name: string;
  readonly type: BlockType;
  /** Bytes from the beginning of the response. */
  readonly offset: number;
}

type BlockType = 'float64' | 'float32' | 'uint32' | 'uint16' | 'uint8';

const typeOf = (block: Block): BlockType =>
  block.constructor.name.replace('Array', '').toLowerCase() as BlockType;

const ALIGNMENT = 8;
const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/**
 * The pieces of a binary response: four bytes with the length of the header (little-endian), the header as JSON, padded
 * with blanks, and the blocks. The header and each block begin at a multiple of eight bytes, apart from those four.
 *
 * @param header what it says besides `blocks`, which lists the blocks
 */
export function framed(header: object, blocks: Readonly<Record<string, Block>>): Uint8Array[] {
  const names = Object.keys(blocks);
  const jsonAt = (start: number): Uint8Array => {
    let offset = start;
    const places = names.map((name): BlockPlace => {
      const block = blocks[name] ?? new Uint8Array();
      const place = { name, type: typeOf(block), offset };
      offset = aligned(offset + block.byteLength);
      return place;
    });
    return new TextEncoder().encode(JSON.stringify({ ...header, blocks: places }));
  };
  // the offsets are part of the header, whose length they follow from: it grows by a few digits at most
  let start = aligned(4 + jsonAt(0).length);
  while (aligned(4 + jsonAt(start).length) > start) start = aligned(4 + jsonAt(start).length);
  const json = jsonAt(start);
  const head = new Uint8Array(start).fill(0x20);
  new DataView(head.buffer).setUint32(0, start - 4, true);
  head.set(json, 4);
  return [head, ...names.flatMap((name) => paddedBytes(blocks[name] ?? new Uint8Array()))];
}

function paddedBytes(block: Block): Uint8Array[] {
  const bytes = new Uint8Array(block.buffer, block.byteOffset, block.byteLength);
  const rest = aligned(bytes.length) - bytes.length;
  return rest === 0 ? [bytes] : [bytes, new Uint8Array(rest)];
}

/** A response with these pieces. */
export const binaryReply = (pieces: readonly Uint8Array[]): Response =>
  new Response(ReadableStream.from(pieces), {
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(pieces.reduce((sum, { length }) => sum + length, 0)),
    },
  });
