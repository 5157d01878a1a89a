import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../lib/fits/limits.ts';
import type { ByteSource } from '../../lib/fits/source.ts';
import { bzip2 } from '../helpers/bzip2.ts';
import { image, primary } from '../helpers/fits.ts';
import { bytesSource, readAll } from '../helpers/read-file.ts';

const PLAIN = Buffer.concat([primary(), image(), image()]);
const COMPRESSED = gzipSync(PLAIN);

describe('taking turns to unpack files', () => {
  it('concerns compressed files only, and waiting for a turn does not count as time', async () => {
    let time = 0;
    const clock = { now: () => time, watch: () => () => {} };
    const sizes: number[] = [];
    const unpacking = async <T>(size: number, work: () => Promise<T>): Promise<T> => {
      sizes.push(size);
      time += 10 * LIMITS.time;
      return work();
    };
    const limits = { ...LIMITS, unpacking, clock };
    expect((await readAll(bytesSource(PLAIN), limits)).hdus).toHaveLength(3);
    expect(sizes).toEqual([]);
    const compressed = await readAll(bytesSource(COMPRESSED), limits);
    expect(compressed.hdus).toHaveLength(3);
    expect(compressed.faults).toEqual([]);
    expect(sizes).toEqual([COMPRESSED.length]);
  });
});

describe('an abort signal', () => {
  /** A source that aborts during its first read. */
  const abortingSource = (bytes: Buffer, controller: AbortController): ByteSource => {
    const source = bytesSource(bytes);
    return {
      read: async (...range) => {
        controller.abort(new Error('no time is left'));
        return source.read(...range);
      },
    };
  };

  it.each([
    ['plain', PLAIN],
    ['compressed', COMPRESSED],
  ])('makes reading a %s file throw instead of reporting a fault', async (_, bytes) => {
    const controller = new AbortController();
    const limits = { ...LIMITS, signal: controller.signal, time: -1 };
    await expect(readAll(abortingSource(bytes, controller), limits)).rejects.toThrow('no time is left');
  });

  it('is noticed while a file is being unpacked for a long time', async () => {
    // 300 MB of zeros in bzip2, whose decoder never waits for anything
    const parts = [primary(['9'.repeat(10)]), Buffer.alloc(100_000)];
    const [first, zeros] = parts.map((part) => bzip2(part, 100_000)) as [Buffer, Buffer];
    const file = Buffer.concat([first, ...Array(3000).fill(zeros)]);
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('no time is left')), 30);
    const reading = readAll(bytesSource(file), { ...LIMITS, signal: controller.signal });
    await expect(reading).rejects.toThrow('no time is left');
  });
});
