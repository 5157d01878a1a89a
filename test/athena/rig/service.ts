import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A server that runs for the tests. */
export interface Service {
  readonly url: string;
  stop(): Promise<void>;
}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly log: string;
}

/**
 * Ends the program as soon as standard input ends: also when who started it was killed. There is nothing that it
 * would have to save.
 */
const GUARD = `exec 3<&0
"$@" </dev/null 3<&- & program=$!
{ cat >/dev/null; kill -KILL $program; } <&3 3<&- 2>/dev/null & guard=$!
exec 3<&-
wait $program; status=$?
kill $guard; exit $status`;

/** Starts a program under a guard, in the environment of no AWS account. */
function start({ program, args, folder, log }: Command): ChildProcess {
  const output = openSync(log, 'a');
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')));
  return spawn('sh', ['-c', GUARD, 'guard', program, ...args], {
    cwd: folder,
    env: { ...env, AWS_EC2_METADATA_DISABLED: 'true' },
    stdio: ['pipe', output, output],
  });
}

const ATTEMPTS = 3;

/**
 * Starts a server on a free port and waits until it answers. One that ends, or is silent for too long, is started
 * anew on another port.
 *
 * @param commandOn what to run for a port
 * @param answers whether it is ready; may throw while it is not
 * @param patience milliseconds to wait for one start
 */
export async function startService(
  name: string,
  commandOn: (port: number) => Command,
  answers: (url: string) => Promise<boolean>,
  patience: number,
): Promise<Service> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const command = commandOn(port);
    const child = start(command);
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const stop = async (): Promise<void> => {
      child.stdin?.end();
      await ended;
    };
    if (await becomesReady(child, () => answers(url), patience)) return { url, stop };
    await stop();
    const said = readFileSync(command.log, 'utf8').slice(-3000);
    if (attempt === ATTEMPTS)
      throw new Error(`${name} did not start, ${ATTEMPTS} times; its log ends:\n${said}`);
    console.error(`test:athena: ${name} did not start; once more`);
  }
}

async function becomesReady(
  child: ChildProcess,
  answers: () => Promise<boolean>,
  patience: number,
): Promise<boolean> {
  const deadline = Date.now() + patience;
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    if (await answers().catch(() => false)) return true;
    await pause(200);
  }
  return false;
}

/** A port that nobody listens on. */
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
