import { constants, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CompressedContainer } from '../../../lib/fits/containers/container.ts';
import { ContainerError, unpack as unpackWith } from '../../../lib/fits/containers/unpack.ts';
import { NODE } from '../../../lib/node/platform.ts';
import { bzip2 } from '../../helpers/bzip2.ts';
import { cards, inPieces, noise } from '../../helpers/compressed.ts';
import { compressed, ofCodes } from '../../helpers/lzw.ts';

const unpack = (container: CompressedContainer, compressed: AsyncIterable<Uint8Array>) =>
  unpackWith(container, compressed, NODE.engines);

const CONTAINERS = ['gzip', 'compress', 'bzip2', 'zstd'] as const;
const MIB = 1024 * 1024;
/** How much of a bomb is unpacked. */
const BOMB_MIB = 200;

const compress = {
  gzip: gzipSync,
  compress: (bytes: Uint8Array) => compressed(bytes),
  bzip2: (bytes: Uint8Array) => bzip2(bytes),
  zstd: zstdCompressSync,
};

/** A source that records how many bytes were pulled, and whether it was released. */
function watched(chunks: () => Iterable<Uint8Array>) {
  const seen = { pulled: 0, released: false };
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      for (const chunk of chunks()) {
        seen.pulled += chunk.length;
        yield chunk;
      }
    } finally {
      seen.released = true;
    }
  }
  return { seen, source: source() };
}

/** A file that unpacks to zeros without end: its beginning, what is then repeated, and how many zeros each unit adds. */
interface Bomb {
  readonly head: Uint8Array;
  readonly unit: Uint8Array;
  readonly unpacked: number;
}

const BOMBS: Record<(typeof CONTAINERS)[number], Bomb> = {
  gzip: {
    head: gzipSync('').subarray(0, 10),
    unit: deflateRawSync(Buffer.alloc(MIB), { finishFlush: constants.Z_FULL_FLUSH }),
    unpacked: MIB,
  },
  // the longest possible string over and over, after all shorter ones, which are 130 MB by themselves
  compress: {
    head: ofCodes([0, ...Array.from({ length: 2 ** 14 - 257 }, (_, i) => 257 + i)], { widest: 14 }),
    unit: Buffer.alloc(14, 0xff),
    unpacked: 8 * (2 ** 14 - 256),
  },
  // 45,899,235 zeros compressed by bzip2 1.0.8: one block, the fullest possible
  bzip2: {
    head: Buffer.alloc(0),
    unit: Buffer.from(
      '425a68393141592653590e09e2df015f8e4000c0000008200030804d4642a025a90a80971772453850900e09e2df',
      'hex',
    ),
    unpacked: 45_899_235,
  },
  // blocks of 128 KiB that each repeat one byte
  zstd: {
    head: Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, (23 - 10) << 3]),
    unit: Buffer.from([0x02, 0x00, 0x10, 0x00]),
    unpacked: 131_072,
  },
};

describe.each(CONTAINERS)('unpacking %s', (container) => {
  it('pulls and holds no more of a decompression bomb than is needed', async () => {
    const { head, unit, unpacked } = BOMBS[container];
    const { seen, source } = watched(function* () {
      yield head;
      for (;;) yield unit;
    });
    const before = process.memoryUsage().arrayBuffers;
    let got = 0;
    let held = 0;
    for await (const chunk of unpack(container, source)) {
      expect(chunk.length).toBeLessThanOrEqual(128 * 1024);
      if (got === 0) expect(chunk.every((byte) => byte === 0)).toBe(true);
      got += chunk.length;
      held = Math.max(held, process.memoryUsage().arrayBuffers - before);
      if (got >= BOMB_MIB * MIB) break;
    }
    expect(seen.released).toBe(true);
    // bzip2 loads as many bytes as a group of codes may have
    const ahead = container === 'bzip2' ? 4 * unit.length : unit.length;
    expect(seen.pulled).toBeLessThanOrEqual(head.length + unit.length * Math.ceil(got / unpacked) + ahead);
    // the garbage collector lets some tens of MB pile up
    expect(held).toBeLessThan((BOMB_MIB / 2) * MIB);
  });

  it('pulls the input only as it is used', async () => {
    const text = Buffer.concat([cards(20), noise(3000)]);
    const file = compress[container](text);
    const { seen, source } = watched(function* () {
      for (;;) yield file.subarray(0, 10);
    });
    const unpacking = unpack(container, source);
    expect(seen.pulled).toBe(0);
    await unpacking.next().catch(() => undefined);
    const pulled = seen.pulled;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen.pulled).toBe(pulled);
    await unpacking.return(undefined);
    expect(seen.released).toBe(true);
  });

  it('stops for good when return() is called, before its first byte or later', async () => {
    const text = cards(3000).subarray(0, container === 'bzip2' ? 5000 : undefined);
    const file = compress[container](text);
    const unstarted = unpack(container, inPieces(file, 50));
    await unstarted.return(undefined);
    expect(await unstarted.next()).toEqual({ value: undefined, done: true });

    const { seen, source } = watched(function* () {
      yield file.subarray(0, 2000);
      yield file.subarray(2000);
    });
    const unpacking = unpack(container, source);
    await unpacking.next();
    await unpacking.return(undefined);
    expect(seen.released).toBe(true);
    expect(await unpacking.next()).toEqual({ value: undefined, done: true });
  });

  it('throws the error of its source', async () => {
    const file = compress[container](cards(300));
    const failure = new Error('the connection is gone');
    async function* source(): AsyncGenerator<Uint8Array> {
      yield file.subarray(0, file.length >> 1);
      throw failure;
    }
    const all = async (): Promise<void> => {
      for await (const chunk of unpack(container, source())) expect(chunk.length).toBeGreaterThan(0);
    };
    await expect(all()).rejects.toBe(failure);
  });

  it('accepts empty chunks and an empty input', async () => {
    const text = cards(30);
    const file = compress[container](text);
    const chunks: Uint8Array[] = [];
    for await (const chunk of unpack(container, watched(() => [file.subarray(0, 0), file]).source)) {
      chunks.push(chunk);
    }
    expect(Buffer.concat(chunks).equals(text)).toBe(true);
    const empty = unpack(container, inPieces(Buffer.alloc(0)));
    await expect(empty.next()).rejects.toMatchObject({ code: 'container-truncated', unpacked: 0 });
  });

  it('leaves no uncaught error behind', async () => {
    const uncaught: unknown[] = [];
    const record = (error: unknown): void => void uncaught.push(error);
    process.on('uncaughtException', record).on('unhandledRejection', record);
    onTestFinished(() => void process.off('uncaughtException', record).off('unhandledRejection', record));
    const file = Buffer.from(compress[container](cards(60)));
    file.fill(0xa5, file.length >> 1);
    const unpacking = unpack(container, inPieces(file, 100));
    const all = async (): Promise<void> => {
      for await (const chunk of unpacking) expect(chunk.length).toBeGreaterThan(0);
    };
    await expect(all()).rejects.toBeInstanceOf(ContainerError);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(uncaught).toEqual([]);
  });
});
