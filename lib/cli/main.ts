// The command line: its verbs, its help, and the exit code of every run.

import { inspect } from 'node:util';
import { Command, CommanderError } from 'commander';
import { DEFAULT_STACK } from '../deployment/stack-name.ts';
import { printableLines } from '../formats/printable.ts';
import { fileProblem } from '../stores/file-problem.ts';
import { EXIT, type ExitCode, type OnExit, RunFailed, UsageError } from './errors.ts';
import { brief } from './terminal/brief.ts';
import { printError } from './terminal/colour.ts';
import { exitCodeAfter, handleSignals, Interrupted } from './terminal/interrupt.ts';
import { drained, processStreams, type Streams, streams, useStreams, writeOut } from './terminal/output.ts';
import { BrokenPipe, sanitizedFor } from './terminal/stream.ts';
import { VERSION } from './version.ts';

/** The verbs, in the order of --help. Each is loaded only when it is needed, so that the program starts quickly. */
const VERBS: Readonly<Record<string, (onExit: OnExit) => Promise<Command>>> = {
  start: async (onExit) => (await import('./start/command.ts')).startCommand(onExit),
  ingest: async (onExit) => (await import('./ingest/command.ts')).ingestCommand(onExit),
  query: async (onExit) => (await import('./query/command.ts')).queryCommand(onExit),
  find: async (onExit) => (await import('./find/command.ts')).findCommand(onExit),
  cone: async (onExit) => (await import('./cone/command.ts')).coneCommand(onExit),
  export: async (onExit) => (await import('./export/command.ts')).exportCommand(onExit),
  serve: async (onExit) => (await import('./serve/command.ts')).serveCommand(onExit),
  header: async (onExit) => (await import('./header/command.ts')).headerCommand(onExit),
  info: async (onExit) => (await import('./info/command.ts')).infoCommand(onExit),
  diff: async (onExit) => (await import('./diff/command.ts')).diffCommand(onExit),
  verify: async (onExit) => (await import('./verify/command.ts')).verifyCommand(onExit),
  status: async (onExit) => (await import('./status/command.ts')).statusCommand(onExit),
  config: async (onExit) => (await import('./config/command.ts')).configCommand(onExit),
  cache: async (onExit) => (await import('./cache/command.ts')).cacheCommand(onExit),
  backfill: async (onExit) => (await import('./backfill/command.ts')).backfillCommand(onExit),
  crawl: async (onExit) => (await import('./crawl/command.ts')).crawlCommand(onExit),
  completion: async (onExit) => (await import('./completion/command.ts')).completionCommand(onExit, program),
};

/**
 * Runs the command line in this process, with its signals and its standard streams; returns the exit code. Ends the
 * process when nobody reads its output any more.
 */
export function main(args: readonly string[]): Promise<number> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(EXIT.done);
  });
  // a run continues even if nobody reads its messages
  process.stderr.on('error', () => {});
  handleSignals();
  return run(args, processStreams);
}

/**
 * Runs the command line; returns the exit code: 0 done, 1 the run failed, 2 wrong usage, 3 done with faulty files, 129,
 * 130 or 143 after SIGHUP, SIGINT or SIGTERM. Only one run at a time is possible in a process.
 */
export async function run(args: readonly string[], on: Streams): Promise<number> {
  useStreams(on);
  let code: ExitCode = EXIT.done;
  try {
    const [verb = ''] = args;
    const commands = await program(
      (exitCode) => {
        code = exitCode;
      },
      Object.hasOwn(VERBS, verb) ? [verb] : verb === '--version' ? [] : undefined,
    );
    await commands.parseAsync(mistypedVerb(args) ?? args, { from: 'user' });
    await drained();
    return exitCodeAfter(code);
  } catch (error) {
    const failure = exitCodeOf(error);
    // what was written before the failure is part of the output
    await drained().catch(() => {});
    return failure;
  }
}

/** Only the verb, if there is none of this name: then commander names it, instead of printing the help of all verbs. */
function mistypedVerb(args: readonly string[]): readonly string[] | undefined {
  const [verb = ''] = args[0] === 'help' ? args.slice(1) : args;
  const known = verb === '' || verb === 'help' || verb.startsWith('-') || Object.hasOwn(VERBS, verb);
  return known ? undefined : [verb];
}

/**
 * The whole command line, with its help.
 *
 * @param onExit takes the exit code of the verb that ran
 * @param verbs the verbs to load; all of them by default
 */
export async function program(
  onExit: OnExit = () => {},
  verbs: readonly string[] = Object.keys(VERBS),
): Promise<Command> {
  const cli = new Command('fits-datalake')
    .description('Query the FITS headers of folders and S3 buckets with SQL.')
    .version(VERSION, '--version', 'print the version')
    // one or two lines for each verb; its own help has the rest
    .configureHelp({
      subcommandTerm: (command) => command.name(),
      subcommandDescription: (command) => brief(command.description()),
    })
    .commandsGroup('Help:')
    .helpCommand('help [command]', 'Print the help of a command.')
    .addHelpText('after', EXAMPLES);
  for (const verb of await Promise.all(verbs.map((name) => VERBS[name]!(onExit))))
    cli.addCommand(verb.helpGroup(groupOf(verb.name())));
  for (const command of [cli, ...cli.commands])
    command
      .helpOption('-h, --help', 'print help')
      .exitOverride()
      .configureOutput(OUTPUT)
      .showHelpAfterError(`(more: ${nameOf(command)} --help)`);
  return cli;
}

/** Commander's messages quote the command line, so control characters are removed. */
const OUTPUT = {
  writeOut,
  writeErr: (text: string): void => void streams().stderr.write(printableLines(text)),
};

/** The verbs under headings in --help. Others are listed as commands. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'Lakes:': ['start', 'ingest', 'query', 'find', 'cone', 'export', 'serve', 'status', 'config', 'cache'],
  'Files, without a lake:': ['header', 'info', 'diff', 'verify'],
  'Stacks on AWS (also query, find, cone, serve and status with --stack):': ['backfill', 'crawl'],
  'Help:': ['completion'],
};
const groupOf = (verb: string): string =>
  Object.keys(GROUPS).find((heading) => GROUPS[heading]?.includes(verb)) ?? 'Commands:';

const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${command.parent.name()} ${command.name()}`;

function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof BrokenPipe) return EXIT.done;
  if (error instanceof Interrupted) return exitCodeAfter(EXIT.interrupted);
  // commander has printed its message or help already
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  printError(messageOf(error));
  if (error instanceof UsageError) return EXIT.usage;
  // any other error is a bug: FITS_DEBUG shows where it was thrown
  const { stderr } = streams();
  if (!(error instanceof RunFailed) && process.env['FITS_DEBUG'])
    stderr.write(`${sanitizedFor(stderr, inspect(error))}\n`);
  return EXIT.failed;
}

/** An error's message. Node's file errors begin with a code and end with the path; here the path comes first. */
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
  fits-datalake find "filter = 'R' AND exptime > 100"
  fits-datalake cone 10.68 41.27 0.5
  fits-datalake export tables
  fits-datalake serve --open
  fits-datalake header -k OBJECT -k EXPTIME --format table *.fits
  fits-datalake diff raw.fits reduced.fits
  fits-datalake verify ~/archive
  fits-datalake status
  fits-datalake config keywords=GAIN:double
  fits-datalake cache --prune
  fits-datalake backfill --stack ${DEFAULT_STACK}
  fits-datalake query --stack ${DEFAULT_STACK} --named summary

The lake is a folder: --lake DIR, otherwise the environment variable FITS_LAKE, otherwise ./fits-lake.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done, but some files are faulty, 130 interrupted, 143 terminated.`;
