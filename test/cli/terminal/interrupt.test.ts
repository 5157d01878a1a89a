import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../../lib/cli/errors.ts';
import {
  exitCodeAfter,
  handleSignals,
  Interrupted,
  interruptible,
} from '../../../lib/cli/terminal/interrupt.ts';

let ignoreSignals: () => void;
beforeEach(() => {
  ignoreSignals = handleSignals();
});
afterEach(() => ignoreSignals());

const send = (signal: NodeJS.Signals): void => void process.emit(signal, signal);
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));

describe('interruptible work', () => {
  it('has its result and its errors passed on if there is no signal', async () => {
    expect(await interruptible(async () => 7)).toBe(7);
    await expect(interruptible(() => Promise.reject(new Error('of the work')))).rejects.toThrow(
      'of the work',
    );
  });

  it.each([
    ['SIGHUP', EXIT.hungUp],
    ['SIGINT', EXIT.interrupted],
    ['SIGTERM', EXIT.terminated],
  ] as const)('is aborted at %s, and the run ends with %d', async (signal, code) => {
    const work = interruptible(aborted);
    send(signal);
    await expect(work).rejects.toThrow(Interrupted);
    expect(exitCodeAfter(EXIT.interrupted)).toBe(code);
    expect(exitCodeAfter(EXIT.failed)).toBe(EXIT.failed);
  });

  it('may finish what it has begun, and then its result and its errors count', async () => {
    let finishing = 0;
    const finish = (): void => void finishing++;
    const work = interruptible(async (signal) => {
      await aborted(signal).catch(() => {});
      return 'finished';
    }, finish);
    const failing = interruptible(aborted, finish);
    send('SIGINT');
    expect(await work).toBe('finished');
    await expect(failing).rejects.toThrow('aborted');
    expect(finishing).toBe(2);
  });

  it('handles a Ctrl-C once, although a terminal sends it to two processes', async () => {
    let finishing = 0;
    const work = interruptible(aborted, () => void finishing++);
    send('SIGINT');
    send('SIGINT');
    await expect(work).rejects.toThrow('aborted');
    expect(finishing).toBe(1);
  });
});
