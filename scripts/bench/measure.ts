import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

// Measures the CPU time, wall-clock time and memory of a command.

/** What one run of a command cost. */
export interface Cost {
  /** CPU seconds, user and system, of the whole process. */
  readonly cpu: number;
  /** Wall-clock seconds. */
  readonly wall: number;
  /** The most memory that it used, in MB; only known for Node programs. */
  readonly memory?: number;
}

/** A module that makes a Node program write its peak memory to a file when it exits. */
const RECORD_MEMORY = `data:text/javascript,${encodeURIComponent(
  "import fs from 'node:fs'; process.on('exit', () => fs.writeFileSync(process.env.BENCH_MEMORY, String(process.resourceUsage().maxRSS)));",
)}`;

/**
 * Runs a command and discards its output. bash measures the CPU time, which works for any program.
 *
 * @param env variables in addition to those of this process
 */
export function measure(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Cost {
  const memoryFile = join(tmpdir(), `fits-bench-${process.pid}`);
  rmSync(memoryFile, { force: true });
  const isNode = command === process.execPath;
  const timed = 'TIMEFORMAT="%U %S %R"; time "$@" > /dev/null';
  const words = isNode ? [command, '--import', RECORD_MEMORY, ...args] : [command, ...args];
  const run = spawnSync('bash', ['-c', timed, 'bash', ...words], {
    encoding: 'utf8',
    env: { ...process.env, ...env, BENCH_MEMORY: memoryFile },
    maxBuffer: 1024 * 1024 * 1024,
  });
  const [user, system, wall] = run.stderr.trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
  if (run.error || user === undefined || Number.isNaN(user) || (run.status !== 0 && run.status !== 3)) {
    throw new Error(
      `${command} ${args.slice(0, 6).join(' ')}: status ${run.status}\n${run.stderr.slice(-2000)}`,
    );
  }
  const cost = { cpu: user + (system ?? 0), wall: wall ?? 0 };
  if (!existsSync(memoryFile)) return cost;
  const memory = Number(readFileSync(memoryFile, 'utf8')) / 1000;
  rmSync(memoryFile);
  return { ...cost, memory };
}

const PROGRAM = resolve('bin/fits-datalake.js');

/** Runs fits-datalake as users do. */
export const fitsDatalake = (...args: readonly string[]): Cost => fitsDatalakeWith({}, ...args);

/** Runs fits-datalake with variables in its environment. */
export const fitsDatalakeWith = (env: Readonly<Record<string, string>>, ...args: readonly string[]): Cost =>
  measure(process.execPath, [PROGRAM, ...args], env);

/** Commands by name. */
type Commands = Readonly<Record<string, () => Cost>>;

/** Runs commands in turn, so that a busy minute of the machine hits all of them; returns the medians of each. */
export function inTurn<C extends Commands>(runs: number, commands: C): { readonly [Name in keyof C]: Cost } {
  const costs = Object.keys(commands).map((name) => ({ name, costs: [] as Cost[] }));
  for (let run = 0; run < runs; run++) for (const { name, costs: of } of costs) of.push(commands[name]!());
  return Object.fromEntries(costs.map(({ name, costs: of }) => [name, medians(of)])) as {
    [Name in keyof C]: Cost;
  };
}

/** The median of each kind of cost. */
export function medians(costs: readonly Cost[]): Cost {
  const memory = costs.flatMap((cost) => cost.memory ?? []);
  return {
    cpu: median(costs.map(({ cpu }) => cpu)),
    wall: median(costs.map(({ wall }) => wall)),
    ...(memory.length > 0 && { memory: median(memory) }),
  };
}

/** What some work in this process costs. */
export async function measureHere(work: () => Promise<unknown>): Promise<Cost> {
  const [before, start] = [process.cpuUsage(), performance.now()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / 1e6, wall: (performance.now() - start) / 1000 };
}

/** The median; of an even number of values, the higher of the two middle ones. */
export const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
