import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Measures the CPU time, wall-clock time and memory of a command.

/** What one run of a command cost. */
export interface Cost {
  /** CPU seconds, user and system, of the whole process. */
  readonly cpu: number;
  /** Wall-clock seconds. */
  readonly wall: number;
  /** The most memory that it used, in MB; only known for Node programs. */
  readonly memory: number | undefined;
}

/** A module that makes a Node program write its peak memory to a file when it exits. */
const RECORD_MEMORY = `data:text/javascript,${encodeURIComponent(
  "import fs from 'node:fs'; process.on('exit', () => fs.writeFileSync(process.env.BENCH_MEMORY, String(process.resourceUsage().maxRSS)));",
)}`;

/** Runs a command and discards its output. bash measures the CPU time, which works for any program. */
export function measure(command: string, args: readonly string[], input?: string): Cost {
  const memoryFile = join(tmpdir(), `fits-bench-${process.pid}`);
  rmSync(memoryFile, { force: true });
  const isNode = command === process.execPath;
  const timed = 'TIMEFORMAT="%U %S %R"; time "$@" > /dev/null';
  const words = isNode ? [command, '--import', RECORD_MEMORY, ...args] : [command, ...args];
  const run = spawnSync('bash', ['-c', timed, 'bash', ...words], {
    encoding: 'utf8',
    ...(input !== undefined && { input }),
    env: { ...process.env, BENCH_MEMORY: memoryFile },
    maxBuffer: 1024 * 1024 * 1024,
  });
  const [user, system, wall] = run.stderr.trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
  if (run.error || user === undefined || Number.isNaN(user) || (run.status !== 0 && run.status !== 3)) {
    throw new Error(
      `${command} ${args.slice(0, 6).join(' ')}: status ${run.status}\n${run.stderr.slice(-2000)}`,
    );
  }
  const memory = existsSync(memoryFile) ? Number(readFileSync(memoryFile, 'utf8')) / 1000 : undefined;
  return { cpu: user + (system ?? 0), wall: wall ?? 0, memory };
}

/** The median; of an even number of values, the higher of the two middle ones. */
export const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
