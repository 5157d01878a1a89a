import { Readable } from 'node:stream';
import { run } from '../../lib/cli/main.ts';
import { handleSignals } from '../../lib/cli/terminal/interrupt.ts';
import { processStreams, type Streams, useStreams } from '../../lib/cli/terminal/output.ts';
import { sanitizedFor } from '../../lib/cli/terminal/stream.ts';
import { type CliOptions, type CliRun, childEnvironment } from './run-cli.ts';

// Runs the program within the process of a test.

interface MainOptions extends CliOptions {
  /** The width of the terminal that all output goes to; without it, the output goes to pipes. */
  readonly terminal?: number;
  /** The lines of the terminal; without them, nothing is longer than its screen. */
  readonly lines?: number;
  /** Whether standard output goes to a pipe all the same. */
  readonly piped?: boolean;
  /** What is typed at the terminal, piece by piece, instead of `input`; it can wait for what was printed so far. */
  readonly keys?: (printed: () => Printed) => AsyncIterable<string>;
}

let isRunning = false;

/** Runs the program in the process of the test, which is faster than `runCli`. Only one run at a time is possible. */
export async function runMain(
  args: readonly string[],
  { cwd = process.cwd(), input = '', env, terminal, lines, piped, keys }: MainOptions = {},
): Promise<CliRun> {
  if (isRunning) throw new Error('one run at a time: the environment and the folder belong to the process');
  isRunning = true;
  const before = { env: { ...process.env }, cwd: process.cwd() };
  const { streams, printed } = captured(keys ?? input, terminal, { rows: lines, piped });
  const ignoreSignals = handleSignals();
  try {
    replaceEnvironment(childEnvironment(env));
    process.chdir(cwd);
    const status = await run(args, streams);
    return { ...printed(), status };
  } finally {
    ignoreSignals();
    process.chdir(before.cwd);
    replaceEnvironment(before.env);
    useStreams(processStreams);
    isRunning = false;
  }
}

/** Sends a signal to the run in progress. */
export function sendSignal(signal: NodeJS.Signals): void {
  if (!isRunning) throw new Error('no run is in progress');
  process.emit(signal, signal);
}

/** What was written to standard output and error so far. */
interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

/** Streams that keep what is written to them. */
export function captured(
  input: string | Uint8Array | MainOptions['keys'] = '',
  columns?: number,
  { rows, piped = false }: { readonly rows?: number | undefined; readonly piped?: boolean | undefined } = {},
): { readonly streams: Streams; printed(): Printed } {
  const stdout: Uint8Array[] = [];
  let stderr = '';
  const terminal: { isTTY?: boolean; columns?: number; rows?: number } =
    columns === undefined ? {} : { isTTY: true, columns, ...(rows !== undefined && { rows }) };
  const output = piped ? {} : terminal;
  const printed = (): Printed => ({ stdout: Buffer.concat(stdout).toString(), stderr });
  const streams: Streams = {
    stdin: Object.assign(readable(typeof input === 'function' ? input(printed) : input), terminal),
    stdout: {
      ...output,
      write: (data) => void stdout.push(Buffer.from(sanitizedFor(output, data))),
      writeTrusted: (text) => void stdout.push(Buffer.from(text)),
      drained: async () => {},
    },
    stderr: { write: (text) => (stderr += text), ...terminal },
  };
  return { streams, printed };
}

function readable(input: string | Uint8Array | AsyncIterable<string>): Readable {
  if (typeof input === 'string' || input instanceof Uint8Array)
    return Readable.from(input.length === 0 ? [] : [Buffer.from(input)]);
  const pieces = input[Symbol.asyncIterator]();
  // asked for one piece at a time, whether or not the program reads
  const stream = new Readable({ read: () => {} });
  void (async () => {
    for (let piece = await pieces.next(); !piece.done; piece = await pieces.next())
      stream.push(Buffer.from(piece.value));
    stream.push(null);
  })();
  return stream;
}

function replaceEnvironment(variables: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
  Object.assign(process.env, variables);
}
