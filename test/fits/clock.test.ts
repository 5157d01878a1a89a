import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LIMITS } from '../../lib/fits/limits.ts';
import type { ByteSource } from '../../lib/fits/source.ts';
import { effort } from '../helpers/effort.ts';
import { image, primary } from '../helpers/fits.ts';
import { readAll } from '../helpers/read-file.ts';
import { type SimulatedProcess, simulatedProcess } from '../helpers/simulated-process.ts';
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

/** Reads the file. `timePasses` is called at each read. */
async function read(timePasses: (process: SimulatedProcess, read: number) => unknown) {
  const simulated = simulatedProcess();
  const source = file();
  let reads = 0;
  const slowSource: ByteSource = {
    read: async (...range) => {
      timePasses(simulated, ++reads);
      return source.read(...range);
    },
  };
  const result = await readAll(slowSource, { ...LIMITS, time: MINUTE, clock: simulated.clock });
  expect(simulated.timers.size).toBe(0);
  return { hdus: result.hdus.length, codes: result.faults.map(({ code }) => code), reads };
}

const WHOLE = { hdus: HDUS, codes: [] };

describe('the time limit of a file', () => {
  it('does not count time in which the process is suspended, once or often', async () => {
    expect(await read((simulated, n) => n === 5 && simulated.suspend(2 * MINUTE))).toMatchObject(WHOLE);
    expect(await read((simulated, n) => n % 4 === 0 && simulated.suspend(60 * MINUTE))).toMatchObject(WHOLE);
  });

  it('counts waiting for a slow store', async () => {
    const { hdus, codes } = await read((simulated) => simulated.wait(7000));
    expect(codes).toEqual(['limit-time']);
    expect(hdus).toBe(Math.floor(MINUTE / 7000));
    expect(await read((simulated) => simulated.wait(1400))).toMatchObject(WHOLE);
  });

  it('counts waiting for a slow disk, which keeps timers from firing', async () => {
    const { codes } = await read((simulated) => simulated.block(1900));
    expect(codes).toEqual(['limit-time']);
  });

  it('counts work, which keeps timers from firing', async () => {
    const { hdus, codes } = await read((simulated) => simulated.work(20_000));
    expect(codes).toEqual(['limit-time']);
    expect(hdus).toBe(3);
  });

  it('counts work, but not a suspension after it', async () => {
    const both = (simulated: SimulatedProcess, n: number): void => {
      simulated.work(1000);
      if (n === 5) simulated.suspend(10 * MINUTE);
    };
    expect(await read(both)).toMatchObject(WHOLE);
  });

  it('does not count a suspension while reading a compressed file', async () => {
    const file = gzipSync(Buffer.concat([primary(), image(), image()]));
    const simulated = simulatedProcess();
    const suspended: ByteSource = {
      read: async (offset, length) => {
        simulated.suspend(10 * MINUTE);
        return { bytes: file.subarray(offset, offset + length), size: file.length };
      },
    };
    const result = await readAll(suspended, { ...LIMITS, time: MINUTE, clock: simulated.clock });
    expect(result.faults).toEqual([]);
    expect(result.hdus).toHaveLength(3);
  });
});

describe('the running clock', () => {
  it('never goes back, and never runs faster than wall time', () => {
    const step = fc.tuple(fc.constantFrom('wait', 'work', 'block', 'suspend'), fc.nat(100_000));
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const simulated = simulatedProcess();
        const unwatch = simulated.clock.watch();
        let [last, ran, total] = [simulated.clock.now(), 0, 0];
        const begun = last;
        for (const [what, milliseconds] of steps) {
          simulated[what as 'wait'](milliseconds);
          total += milliseconds;
          if (what === 'wait' || what === 'work') ran += milliseconds;
          const now = simulated.clock.now();
          expect(now).toBeGreaterThanOrEqual(last);
          last = now;
        }
        expect(last - begun).toBeLessThanOrEqual(total);
        expect(last - begun).toBeGreaterThanOrEqual(ran);
        unwatch();
      }),
      { numRuns: effort(100) },
    );
  });
});

describe.skipIf(process.platform === 'win32')('a stopped process', () => {
  it('reads its file to the end when it continues', async () => {
    const child = spawn(process.execPath, ['test/helpers/read-slowly.ts'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, TIME: '4000' },
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    expect(await lineOf(child)).toBe('reading\n');
    child.kill('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 5500));
    child.kill('SIGCONT');
    child.stdin?.write('go on\n');
    expect(await lineOf(child)).toBe('3 HDUs, faults: none\n');
  });
});

async function lineOf(child: ChildProcess): Promise<string> {
  const [data] = await once(child.stdout!, 'data');
  return String(data);
}
