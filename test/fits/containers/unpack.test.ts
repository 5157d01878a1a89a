import { constants, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CompressedContainer } from '../../../lib/fits/containers/container.ts';
import { ContainerError, unpack as unpackWith } from '../../../lib/fits/containers/unpack.ts';
import { NODE } from '../../../lib/node/platform.ts';
import { bzip2 } from '../../helpers/bzip2.ts';
import { compressed, ofCodes } from '../../helpers/lzw.ts';
import { cards, inPieces, noise } from '../../helpers/packed.ts';

const unpack = (container: CompressedContainer, compressed: AsyncIterable<Uint8Array>) =>
  unpackWith(container, compressed, NODE.engines);

const KINDS = ['gzip', 'compress', 'bzip2', 'zstd'] as const;
const MIB = 1024 * 1024;

const pack = {
  gzip: gzipSync,
  compress: (bytes: Uint8Array) => compressed(bytes),
  bzip2: (bytes: Uint8Array) => bzip2(bytes),
  zstd: zstdCompressSync,
};

/** A source that tells what was pulled of it and whether it was released. */
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

/** A file that unpacks to zeros without end: how it begins, and what is repeated and how much that gives. */
interface Bomb {
  readonly head: Uint8Array;
  readonly unit: Uint8Array;
  readonly gives: number;
}

const BOMBS: Record<(typeof KINDS)[number], Bomb> = {
  gzip: {
    head: gzipSync('').subarray(0, 10),
    unit: deflateRawSync(Buffer.alloc(MIB), { finishFlush: constants.Z_FULL_FLUSH }),
    gives: MIB,
  },
  // the longest string there is over and over, after all shorter ones, which are 130 MB by themselves
  compress: {
    head: ofCodes([0, ...Array.from({ length: 2 ** 14 - 257 }, (_, i) => 257 + i)], { widest: 14 }),
    unit: Buffer.alloc(14, 0xff),
    gives: 8 * (2 ** 14 - 256),
  },
  // bzip2 (1.0.8) of 45,899,235 zeros: one block, the fullest there is
  bzip2: {
    head: Buffer.alloc(0),
    unit: Buffer.from(
      '425a68393141592653590e09e2df015f8e4000c0000008200030804d4642a025a90a80971772453850900e09e2df',
      'hex',
    ),
    gives: 45_899_235,
  },
  // blocks of 128 KiB, each one byte that is repeated
  zstd: {
    head: Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, (23 - 10) << 3]),
    unit: Buffer.from([0x02, 0x00, 0x10, 0x00]),
    gives: 131_072,
  },
};

describe.each(KINDS)('unpacking %s', (kind) => {
  it('of a bomb pulls and holds no more than what is asked for', async () => {
    const { head, unit, gives } = BOMBS[kind];
    const { seen, source } = watched(function* () {
      yield head;
      for (;;) yield unit;
    });
    const before = process.memoryUsage().arrayBuffers;
    let got = 0;
    let held = 0;
    for await (const chunk of unpack(kind, source)) {
      expect(chunk.length).toBeLessThanOrEqual(128 * 1024);
      if (got === 0) expect(chunk.every((byte) => byte === 0)).toBe(true);
      got += chunk.length;
      held = Math.max(held, process.memoryUsage().arrayBuffers - before);
      if (got >= 300 * MIB) break;
    }
    expect(seen.released).toBe(true);
    // bzip2 looks ahead for as many bytes as a group of codes may have
    const ahead = kind === 'bzip2' ? 4 * unit.length : unit.length;
    expect(seen.pulled).toBeLessThanOrEqual(head.length + unit.length * Math.ceil(got / gives) + ahead);
    // the garbage collector lets some tens of MB pile up; all at once would be 300
    expect(held).toBeLessThan(150 * MIB);
  });

  it('pulls the input only as it is used up', async () => {
    const text = Buffer.concat([cards(20), noise(3000)]);
    const packed = pack[kind](text);
    const { seen, source } = watched(function* () {
      for (;;) yield packed.subarray(0, 10);
    });
    const unpacking = unpack(kind, source);
    expect(seen.pulled).toBe(0);
    await unpacking.next().catch(() => undefined);
    const pulled = seen.pulled;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen.pulled).toBe(pulled);
    await unpacking.return(undefined);
    expect(seen.released).toBe(true);
  });

  it('stops for good when returned before its first byte, within, and at the end', async () => {
    const text = cards(3000).subarray(0, kind === 'bzip2' ? 5000 : undefined);
    const packed = pack[kind](text);
    const never = unpack(kind, inPieces(packed, 50));
    await never.return(undefined);
    expect(await never.next()).toEqual({ value: undefined, done: true });

    const { seen, source } = watched(function* () {
      yield packed.subarray(0, 2000);
      yield packed.subarray(2000);
    });
    const unpacking = unpack(kind, source);
    await unpacking.next();
    await unpacking.return(undefined);
    expect(seen.released).toBe(true);
    expect(await unpacking.next()).toEqual({ value: undefined, done: true });
  });

  it('lets an error of the source through', async () => {
    const packed = pack[kind](cards(300));
    const failure = new Error('the connection is gone');
    async function* source(): AsyncGenerator<Uint8Array> {
      yield packed.subarray(0, packed.length >> 1);
      throw failure;
    }
    const all = async (): Promise<void> => {
      for await (const chunk of unpack(kind, source())) expect(chunk.length).toBeGreaterThan(0);
    };
    await expect(all()).rejects.toBe(failure);
  });

  it('takes empty chunks and an empty input', async () => {
    const text = cards(30);
    const packed = pack[kind](text);
    const chunks: Uint8Array[] = [];
    for await (const chunk of unpack(kind, watched(() => [packed.subarray(0, 0), packed]).source)) {
      chunks.push(chunk);
    }
    expect(Buffer.concat(chunks).equals(text)).toBe(true);
    const empty = unpack(kind, inPieces(Buffer.alloc(0)));
    await expect(empty.next()).rejects.toMatchObject({ code: 'container-truncated', unpacked: 0 });
  });

  it('leaves nothing uncaught behind', async () => {
    const uncaught: unknown[] = [];
    const note = (error: unknown): void => void uncaught.push(error);
    process.on('uncaughtException', note).on('unhandledRejection', note);
    onTestFinished(() => void process.off('uncaughtException', note).off('unhandledRejection', note));
    const packed = Buffer.from(pack[kind](cards(60)));
    packed.fill(0xa5, packed.length >> 1);
    const unpacking = unpack(kind, inPieces(packed, 100));
    const all = async (): Promise<void> => {
      for await (const chunk of unpacking) expect(chunk.length).toBeGreaterThan(0);
    };
    await expect(all()).rejects.toBeInstanceOf(ContainerError);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(uncaught).toEqual([]);
  });
});
