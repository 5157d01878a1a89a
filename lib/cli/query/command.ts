import { Command } from 'commander';
import { EXIT, type ExitCode, type OnExit, UsageError } from '../errors.ts';
import { type AwsOptions, awsSettings } from '../options/aws.ts';
import { lakeFolder } from '../options/lake.ts';
import { queryLimits } from '../options/limits.ts';
import { keepArguments } from '../options/not-options.ts';
import { repeated } from '../options/repeated.ts';
import { refuseWithoutStack, refuseWithStack, withStackOptions } from '../options/stack.ts';
import { streams } from '../terminal/output.ts';
import { printPaged } from '../terminal/pager.ts';
import { keywordsFor, type LakeOptions, LOCAL_ONLY, withLakeOptions } from './lake-options.ts';
import { EXAMPLES, listing, namedList } from './listing.ts';
import { formatList, type OutputOptions, outputOf, withOutputOptions } from './output.ts';
import { type OpenRequest, runQuery, withLake } from './run.ts';
import { type SaveOptions, save, savedList, savedName, withoutValues } from './saved.ts';
import { beginsWithComment, sqlFrom } from './sql.ts';
import { userTables } from './with.ts';
import type { OutputChoice } from './write.ts';

interface Options extends AwsOptions, LakeOptions, OutputOptions, SaveOptions {
  readonly list?: boolean;
  readonly file?: string;
  readonly named?: string;
  readonly set?: string[];
  readonly with?: string[];
  readonly stack?: string;
  readonly portable?: boolean;
}

/** `query SQL`: queries a local lake or a deployed stack. */
export function queryCommand(onExit: OnExit): Command {
  const command = new Command('query');
  keepArguments(command, beginsWithComment);
  command
    .description('Query the lake with SQL. Without SQL, on a terminal, open a prompt.')
    .argument('[sql]', 'one SQL query (default: read standard input)')
    .option('--list', 'list the views, columns and named queries')
    .option('-f, --file <file>', 'read the SQL from a file')
    .option('--named <name>', 'run a named query')
    .option('--set <name=value>', 'a value that the named query asks for; may be repeated', repeated)
    .option('--save <name>', 'save the SQL in the lake as a named query, instead of running it')
    .option('--description <text>', 'with --save: what the query answers')
    .option('--force', 'with --save: replace the saved query of this name')
    .option(
      '--portable',
      'list what DuckDB and Athena would answer differently in the SQL, instead of running it',
    )
    .option('--with <[name=]file>', 'load a CSV or Parquet file as a table; may be repeated', repeated);
  withLakeOptions(withOutputOptions(command));
  return withStackOptions(command, 'query this deployed stack with Athena, instead of a local lake')
    .addHelpText('after', () => `\n${formatList()}\n\n${namedList()}\n\n${EXAMPLES}`)
    .action(async (sql: string | undefined, options: Options) => onExit(await query(sql, options)));
}

async function query(argument: string | undefined, options: Options): Promise<ExitCode> {
  const { stack } = options;
  if (stack === undefined) refuseWithoutStack(options);
  if (options.portable) refuseWithPortable(options);
  const name = savedName(options);
  const lake = stack === undefined ? lakeFolder(options.lake) : undefined;
  if (options.list) return printList(argument, lake, options);
  const sql = await sqlFrom({ ...options, sql: argument, lake, isRead: options.portable === true });
  if (sql === undefined) {
    const reader = name !== undefined ? '--save' : options.portable ? '--portable' : undefined;
    if (reader !== undefined) throw new UsageError(`${reader}: give the SQL as an argument or with --file`);
    // what is typed could not be seen
    return streams().stdout.isTTY ? prompt(options) : printList(argument, lake, options);
  }
  if (options.portable) {
    if (stack !== undefined) refuseWithStack(options, NOT_WITH_STACK);
    const { printDifferences } = await import('./portable.ts');
    return printDifferences(sql, stack === undefined ? keywordsFor(options).keywords : []);
  }
  if (stack !== undefined) return queryOfStack(stack, sql, outputOf(options), options);
  const opening = openRequest(options);
  if (name === undefined) {
    const leftOut = await runQuery({ sql, ...opening, ...outputOf(options) });
    return leftOut > 0 ? EXIT.faulty : EXIT.done;
  }
  await withLake(opening, ({ check }) => check(withoutValues(sql)));
  await save(opening.lake, name, sql, options, neededAgain(options));
  return EXIT.done;
}

/** The options that a saved query needs whenever it runs. */
const neededAgain = ({ keywords, with: files = [] }: Options): string[] => [
  ...(keywords === undefined ? [] : ['--keywords', keywords]),
  ...files.flatMap((file) => ['--with', file]),
];

/** The options that mean nothing with `--portable`. */
const NOT_WITH_PORTABLE = ['save', 'format', 'output'] as const;

function refuseWithPortable(options: Options): void {
  for (const other of NOT_WITH_PORTABLE)
    if (options[other] !== undefined)
      throw new UsageError(`--${other} cannot be used with --portable, which does not run the query`);
}

async function printList(
  sql: string | undefined,
  lake: string | undefined,
  options: Options,
): Promise<ExitCode> {
  const { file, named, portable, save: saving } = options;
  if ([sql, file, named, portable, saving].some((given) => given !== undefined))
    throw new UsageError('--list prints a list and runs no query');
  const saved = lake === undefined ? undefined : savedList(lake);
  const text = await listing(lake === undefined ? [] : keywordsFor(options).keywords, saved);
  await printPaged(() => [text]);
  return EXIT.done;
}

async function prompt(options: Options): Promise<ExitCode> {
  const { stack } = options;
  const choice = outputOf(options);
  const { runPrompt } = await import('./prompt/prompt.ts');
  if (stack !== undefined) {
    refuseWithStack(options, NOT_WITH_STACK);
    const { stackEngine } = await import('./prompt/stack-engine.ts');
    return runPrompt(stackEngine(stack, await stackClients(options)), choice);
  }
  const { lakeEngine } = await import('./prompt/lake-engine.ts');
  return runPrompt(await lakeEngine(openRequest(options)), choice);
}

/** How the options say that the lake is opened. */
const openRequest = (options: Options): OpenRequest => ({
  lake: lakeFolder(options.lake),
  ...keywordsFor(options),
  tables: userTables(options.with ?? []),
  limits: queryLimits(options),
});

/** Options that only a local lake has, with the reasons. */
const NOT_WITH_STACK = {
  ...LOCAL_ONLY,
  with: 'Athena cannot read local files; upload the file to S3 and declare a table, or ingest into a local lake',
} as const;

async function queryOfStack(
  stack: string,
  sql: string,
  choice: OutputChoice,
  options: Options,
): Promise<ExitCode> {
  refuseWithStack(options, NOT_WITH_STACK);
  const { queryStack } = await import('./stack.ts');
  return queryStack({ stack, sql, ...choice }, await stackClients(options));
}

async function stackClients(options: Options) {
  const settings = awsSettings(options);
  const { queryClients } = await import('../aws/clients.ts');
  return queryClients(settings);
}
