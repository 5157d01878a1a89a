import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What one run of a command took. */
export interface Taken {
  /** CPU seconds, user and system, of the whole process. */
  readonly cpu: number;
  /** Wall-clock seconds. */
  readonly wall: number;
  /** Most memory it held, in MB; of Node programs only. */
  readonly memory: number | undefined;
}

/** Makes a Node program leave its peak memory in a file as it ends. */
const LEAVE_MEMORY = `data:text/javascript,${encodeURIComponent(
  "import fs from 'node:fs'; process.on('exit', () => fs.writeFileSync(process.env.BENCH_MEMORY, String(process.resourceUsage().maxRSS)));",
)}`;

/** Runs a command with its output thrown away; bash's own clock sees any program's CPU time. */
export function measure(command: string, args: readonly string[], input?: string): Taken {
  const memory = join(tmpdir(), `fits-bench-${process.pid}`);
  rmSync(memory, { force: true });
  const isNode = command === process.execPath;
  const timed = 'TIMEFORMAT="%U %S %R"; time "$@" > /dev/null';
  const words = isNode ? [command, '--import', LEAVE_MEMORY, ...args] : [command, ...args];
  const run = spawnSync('bash', ['-c', timed, 'bash', ...words], {
    encoding: 'utf8',
    ...(input !== undefined && { input }),
    env: { ...process.env, BENCH_MEMORY: memory },
    maxBuffer: 1024 * 1024 * 1024,
  });
  const [user, system, wall] = run.stderr.trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
  if (run.error || user === undefined || Number.isNaN(user) || (run.status !== 0 && run.status !== 3)) {
    throw new Error(
      `${command} ${args.slice(0, 6).join(' ')}: status ${run.status}\n${run.stderr.slice(-2000)}`,
    );
  }
  const kept = existsSync(memory) ? Number(readFileSync(memory, 'utf8')) / 1000 : undefined;
  return { cpu: user + (system ?? 0), wall: wall ?? 0, memory: kept };
}

export const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
