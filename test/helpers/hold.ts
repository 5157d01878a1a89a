import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { openCacheFolder } from '../../lib/engines/cache/private-folder.ts';

/** Runs a script of the helpers as a process. The caller reads its output. */
export function run(script: string, ...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [`test/helpers/${script}.ts`, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill());
  return child;
}

/** Keeps a lake's cache open in another process. */
export async function hold(lake: string, mode: 'read' | 'write'): Promise<{ release(): Promise<void> }> {
  const child = run('hold-cache', openCacheFolder(lake), mode);
  const failed = once(child, 'exit').then(() => Promise.reject(new Error('the cache was not held')));
  await Promise.race([once(child.stdout!, 'data'), failed]);
  failed.catch(() => {});
  return {
    release: async () => {
      child.stdin?.end();
      await once(child, 'exit');
    },
  };
}
