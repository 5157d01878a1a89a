import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { Command, CommanderError } from 'commander';
import { printableLines } from '../formats/printable.ts';
import { fileProblem } from '../stores/file-problem.ts';
import { EXIT, RunFailed, UsageError } from './errors.ts';
import { exitCodeAfter, handleSignals, Interrupted } from './terminal/interrupt.ts';
import { BrokenPipe, drained, fitFor, note, writeOut } from './terminal/output.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** The verbs, each loaded only when it is asked for: starting must stay quick. */
const VERBS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start/command.ts')).startCommand(),
  ingest: async () => (await import('./ingest/command.ts')).ingestCommand(),
  query: async () => (await import('./query/command.ts')).queryCommand(),
  header: async () => (await import('./header/command.ts')).headerCommand(),
  status: async () => (await import('./status/command.ts')).statusCommand(),
  cache: async () => (await import('./cache/command.ts')).cacheCommand(),
  backfill: async () => (await import('./backfill/command.ts')).backfillCommand(),
  crawl: async () => (await import('./crawl/command.ts')).crawlCommand(),
};

/**
 * Runs the command line; gives the exit code: 0 done, 1 the run failed, 2 usage, 3 finished with faulty
 * files, 130 after SIGINT, 143 after SIGTERM. Ends silently if the reader of its output is gone.
 */
export async function main(args: readonly string[]): Promise<number> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(EXIT.done);
  });
  handleSignals();
  try {
    const program = new Command('fits-datalake')
      .description('Ask SQL questions of FITS headers, in folders and S3 buckets.')
      .version(version, '--version', 'print the version')
      .helpOption('-h, --help', 'print help')
      .addHelpText('after', EXAMPLES);
    const named = VERBS[args[0] ?? ''];
    const wanted = named === undefined ? Object.values(VERBS) : [named];
    for (const verb of await Promise.all(wanted.map((load) => load()))) program.addCommand(verb);
    for (const command of [program, ...program.commands])
      command
        .exitOverride()
        .configureOutput(OUTPUT)
        .showHelpAfterError(`(more: ${nameOf(command)} --help)`);
    process.exitCode = EXIT.done;
    await program.parseAsync(args, { from: 'user' });
    await drained();
    return exitCodeAfter(Number(process.exitCode));
  } catch (error) {
    const code = exitCodeOf(error);
    // output written before the failure is wanted too
    await drained().catch(() => {});
    return code;
  }
}

/** Commander's messages contain words of the command line. */
const OUTPUT = {
  writeOut,
  writeErr: (text: string): void => void process.stderr.write(printableLines(text)),
};

const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${command.parent.name()} ${command.name()}`;

function exitCodeOf(error: unknown): number {
  if (error instanceof BrokenPipe) return EXIT.done;
  if (error instanceof Interrupted) return exitCodeAfter(EXIT.interrupted);
  // commander has printed its message or help already
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  const message = messageOf(error);
  // servers' words are in it, and names of files
  note(message);
  if (error instanceof UsageError) return EXIT.usage;
  // anything else is a mistake of ours: say where
  if (!(error instanceof RunFailed) && process.env['FITS_DEBUG'])
    console.error(fitFor(process.stderr, inspect(error)));
  return EXIT.failed;
}

/** The system's errors name the path last, and their own code first. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, path } = error as NodeJS.ErrnoException;
  return /^E[A-Z]+$/.test(code ?? '') && path !== undefined
    ? `${path}: ${fileProblem(error)}`
    : error.message;
}

const EXAMPLES = `
Examples:
  fits-datalake ingest ~/archive
  fits-datalake query "SELECT object, filter, exptime FROM files ORDER BY date_obs"
  fits-datalake query --named faulty
  fits-datalake header -k OBJECT -k EXPTIME --format table *.fits
  fits-datalake status
  fits-datalake cache --prune
  fits-datalake backfill --stack my-fits-datalake
  fits-datalake query --stack my-fits-datalake --named summary

The lake is a folder: --lake DIR, else the environment's FITS_LAKE, else ./fits-lake.
Exit codes: 0 done, 1 the run failed, 2 wrong usage, 3 finished, with faulty files, 130 interrupted,
143 terminated.`;
