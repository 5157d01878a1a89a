import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { cacheFolder } from '../../lib/engines/cache-place.ts';

/** Runs a script of the helpers; its output is read by whoever waits for it. */
export function run(script: string, ...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [`test/helpers/${script}.ts`, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill());
  return child;
}

/** Holds a lake's cache open in a process of its own. */
export async function hold(lake: string, mode: 'read' | 'write'): Promise<{ release(): Promise<void> }> {
  const child = run('hold-cache', cacheFolder(lake), mode);
  await once(child.stdout!, 'data');
  return {
    release: async () => {
      child.stdin?.end();
      await once(child, 'exit');
    },
  };
}
