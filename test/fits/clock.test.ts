import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LIMITS } from '../../lib/fits/limits.ts';
import type { ByteSource } from '../../lib/fits/source.ts';
import { image, primary } from '../helpers/fits.ts';
import { machine } from '../helpers/machine.ts';
import { readAll } from '../helpers/read-file.ts';
import { hdusFile } from '../helpers/sparse-source.ts';

const MINUTE = 60_000;
const HDUS = 40;
/** Large enough that each header takes a read. */
const DATA = 10_000_000;

/** HDUs of different lengths, so that none is predicted and read together with others. */
const file = () =>
  hdusFile(
    Array.from({ length: HDUS }, (_, i) => {
      const length = DATA + i * i * 2880;
      return [i === 0 ? primary([length]) : image([length]), length] as const;
    }),
  );

/** Reads the file; `passing` lets time pass at each read. */
async function read(passing: (world: ReturnType<typeof machine>, read: number) => unknown) {
  const world = machine();
  const source = file();
  let reads = 0;
  const passed: ByteSource = {
    read: async (...range) => {
      passing(world, ++reads);
      return source.read(...range);
    },
  };
  const result = await readAll(passed, { ...LIMITS, time: MINUTE, clock: world.clock });
  expect(world.timers.size).toBe(0);
  return { hdus: result.hdus.length, codes: result.faults.map(({ code }) => code), reads };
}

const WHOLE = { hdus: HDUS, codes: [] };

describe('the time of a file', () => {
  it('does not count while the process is suspended, once or often', async () => {
    expect(await read((world, n) => n === 5 && world.suspend(2 * MINUTE))).toMatchObject(WHOLE);
    expect(await read((world, n) => n % 4 === 0 && world.suspend(60 * MINUTE))).toMatchObject(WHOLE);
  });

  it('counts while waiting for a slow store', async () => {
    const { hdus, codes } = await read((world) => world.wait(7000));
    expect(codes).toEqual(['limit-time']);
    expect(hdus).toBe(Math.floor(MINUTE / 7000));
    expect(await read((world) => world.wait(1400))).toMatchObject(WHOLE);
  });

  it('counts while waiting for a slow disk, which keeps timers from firing', async () => {
    const { codes } = await read((world) => world.block(1900));
    expect(codes).toEqual(['limit-time']);
  });

  it('counts while the process works, which keeps timers from firing', async () => {
    const { hdus, codes } = await read((world) => world.work(20_000));
    expect(codes).toEqual(['limit-time']);
    expect(hdus).toBe(3);
  });

  it('counts work, but not the suspension after it', async () => {
    const both = (world: ReturnType<typeof machine>, n: number): void => {
      world.work(1000);
      if (n === 5) world.suspend(10 * MINUTE);
    };
    expect(await read(both)).toMatchObject(WHOLE);
  });

  it('counts the same for a compressed file', async () => {
    const packed = gzipSync(Buffer.concat([primary(), image(), image()]));
    const world = machine();
    const suspended: ByteSource = {
      read: async (offset, length) => {
        world.suspend(10 * MINUTE);
        return { bytes: packed.subarray(offset, offset + length), size: packed.length };
      },
    };
    const result = await readAll(suspended, { ...LIMITS, time: MINUTE, clock: world.clock });
    expect(result.faults).toEqual([]);
    expect(result.hdus).toHaveLength(3);
  });
});

describe('the clock of a process', () => {
  it('never goes back, and never runs faster than time', () => {
    const step = fc.tuple(fc.constantFrom('wait', 'work', 'block', 'suspend'), fc.nat(100_000));
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const world = machine();
        const unwatch = world.clock.watch();
        let [last, ran, all] = [world.clock.now(), 0, 0];
        const begun = last;
        for (const [what, milliseconds] of steps) {
          world[what as 'wait'](milliseconds);
          all += milliseconds;
          if (what === 'wait' || what === 'work') ran += milliseconds;
          const now = world.clock.now();
          expect(now).toBeGreaterThanOrEqual(last);
          last = now;
        }
        expect(last - begun).toBeLessThanOrEqual(all);
        expect(last - begun).toBeGreaterThanOrEqual(ran);
        unwatch();
      }),
    );
  });
});

describe.skipIf(process.platform === 'win32')('a process that is stopped', () => {
  it('reads its file to the end when it goes on', async () => {
    const child = spawn(process.execPath, ['test/helpers/read-slowly.ts'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, TIME: '6000' },
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    expect(await lineOf(child)).toBe('reading\n');
    child.kill('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 9000));
    child.kill('SIGCONT');
    child.stdin?.write('go on\n');
    expect(await lineOf(child)).toBe('3 HDUs, faults: none\n');
  });
});

async function lineOf(child: ChildProcess): Promise<string> {
  const [data] = await once(child.stdout!, 'data');
  return String(data);
}
