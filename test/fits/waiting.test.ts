import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../lib/fits/limits.ts';
import type { ByteSource } from '../../lib/fits/source.ts';
import { bzip2 } from '../helpers/bzip2.ts';
import { image, primary } from '../helpers/fits.ts';
import { bytesSource, readAll } from '../helpers/read-file.ts';

const PLAIN = Buffer.concat([primary(), image(), image()]);
const PACKED = gzipSync(PLAIN);

describe('a turn for what has to be unpacked', () => {
  it('is waited for by packed files alone, and does not count as their time', async () => {
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
    const packed = await readAll(bytesSource(PACKED), limits);
    expect(packed.hdus).toHaveLength(3);
    expect(packed.faults).toEqual([]);
    expect(sizes).toEqual([PACKED.length]);
  });
});

describe('a signal', () => {
  /** A source that gives the signal during its first read. */
  const ending = (bytes: Buffer, controller: AbortController): ByteSource => {
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
    ['packed', PACKED],
  ])('ends the reading of a %s file, which gets no fault of it', async (_, bytes) => {
    const controller = new AbortController();
    const limits = { ...LIMITS, signal: controller.signal, time: -1 };
    await expect(readAll(ending(bytes, controller), limits)).rejects.toThrow('no time is left');
  });

  it('comes through where a file unpacks for long, and lets others have their turn', async () => {
    // a bzip2 file of 300 MB of zeros, whose decoder never waits for anything
    const parts = [primary(['9'.repeat(10)]), Buffer.alloc(100_000)];
    const [first, zeros] = parts.map((part) => bzip2(part, 100_000)) as [Buffer, Buffer];
    const file = Buffer.concat([first, ...Array(3000).fill(zeros)]);
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('no time is left')), 30);
    const reading = readAll(bytesSource(file), { ...LIMITS, signal: controller.signal });
    await expect(reading).rejects.toThrow('no time is left');
  });
});
