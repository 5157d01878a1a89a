import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

/** A server of the command line, in a process of its own. */
export interface Serving {
  /** `http://127.0.0.1:8642` */
  readonly url: string;
  readonly token: string;
  stop(): Promise<void>;
}

/** Long enough for `--token`. */
const TOKEN = 'a-token-for-the-tests';

/** Runs `serve` over a lake, as users do. */
export async function serveLake(lake: string, ...more: readonly string[]): Promise<Serving> {
  const args = [
    resolve('bin/fits-datalake.ts'),
    'serve',
    '--lake',
    lake,
    '--port',
    '0',
    '--token',
    TOKEN,
    ...more,
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return { url: await addressOf(child), token: TOKEN, stop: () => stopped(child) };
}

async function addressOf(child: ChildProcess): Promise<string> {
  let printed = '';
  for await (const data of child.stdout ?? []) {
    printed += String(data);
    const [, url] = /page: +(http:\/\/[^/\s]+)/.exec(printed) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error(`serve ended: ${printed}`);
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
