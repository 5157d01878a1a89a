import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../helpers/free-port.ts';

/** A running server. */
export interface Service {
  readonly url: string;
  stop(): Promise<void>;
}

/** How to start a server. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly log: string;
}

/**
 * A shell script that runs a program and kills it when standard input ends, which also happens when this process is killed.
 * The servers have nothing to save.
 */
const GUARD = `exec 3<&0
"$@" </dev/null 3<&- & program=$!
{ cat >/dev/null; kill -KILL $program; } <&3 3<&- 2>/dev/null & guard=$!
exec 3<&-
wait $program; status=$?
kill $guard; exit $status`;

/** Starts a program under the guard, without the environment variables of an AWS account. */
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
 * Starts a server on a free port and waits until it is ready. If it exits or takes too long, it is started again on another
 * port.
 *
 * @param commandOn returns the command for a port
 * @param isReady may throw while the server is not ready
 * @param timeout milliseconds to wait for one start
 * @throws Error with the end of the log after three attempts
 */
export async function startService(
  name: string,
  commandOn: (port: number) => Command,
  isReady: (url: string) => Promise<boolean>,
  timeout: number,
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
    if (await becomesReady(child, () => isReady(url), timeout)) return { url, stop };
    await stop();
    const logEnd = readFileSync(command.log, 'utf8').slice(-3000);
    if (attempt === ATTEMPTS)
      throw new Error(`${name} did not start in ${ATTEMPTS} attempts; its log ends with:\n${logEnd}`);
    console.error(`test:athena: ${name} did not start; trying again`);
  }
}

async function becomesReady(
  child: ChildProcess,
  isReady: () => Promise<boolean>,
  timeout: number,
): Promise<boolean> {
  const deadline = Date.now() + timeout;
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    if (await isReady().catch(() => false)) return true;
    await pause(200);
  }
  return false;
}
