import { extname } from 'node:path';
import { Command, Option } from 'commander';
import { KeywordsRefused, keywordColumns } from '../../sql/keywords.ts';
import { EXIT, type ExitCode, type OnExit, UsageError } from '../errors.ts';
import { type AwsOptions, awsSettings } from '../options/aws.ts';
import { lakeFolder } from '../options/lake-folder.ts';
import { userPath } from '../options/paths.ts';
import { collect, LAKE_OPTION } from '../options/shared.ts';
import { refuseWithoutStack, refuseWithStack, withStackOptions } from '../options/stack.ts';
import { writeOut } from '../terminal/output.ts';
import { type LimitOptions, queryLimits } from './limits.ts';
import { EXAMPLES, listing, namedList } from './listing.ts';
import { runQuery } from './run.ts';
import { isCommentedSql, sqlFrom } from './sql.ts';
import { userTables } from './with.ts';
import { FORMAT_NAMES, type FormatName } from './write.ts';

interface Options extends AwsOptions, LimitOptions {
  readonly file?: string;
  readonly named?: string;
  readonly with?: string[];
  readonly format?: FormatName;
  readonly output?: string;
  readonly keywords?: string;
  readonly lake?: string;
  readonly stack?: string;
}

/** `query SQL`: asks the lake. */
export function queryCommand(onExit: OnExit): Command {
  const command = new Command('query');
  const parse = command.parseOptions.bind(command);
  // a blank before it tells SQL that opens with a comment from an option
  command.parseOptions = (args) => parse(args.map((text) => (isCommentedSql(text) ? ` ${text}` : text)));
  return withStackOptions(
    command,
    'ask the Athena of this deployed stack, rather than a lake of this machine',
  )
    .description('Ask the lake by SQL; without SQL, on a terminal, print what can be asked.')
    .argument('[sql]', 'one query; from standard input where it is no terminal')
    .option('-f, --file <file>', 'take the SQL from a file')
    .option('--named <name>', 'take the SQL that has this name')
    .option('--with <[name=]file>', 'a CSV or Parquet file as a table; may be repeated', collect)
    .addOption(
      new Option(
        '--format <format>',
        "how to write the answer (default: by the output file's suffix, else table, also into a pipe)",
      ).choices(FORMAT_NAMES),
    )
    .option('-o, --output <file>', 'write the answer into a file; Parquet can only be written so')
    .option(
      '--keywords <list>',
      'more keywords as columns of files and hdus, such as GAIN:double,ESO DPR CATG',
    )
    .option(
      '--memory <size>',
      'memory that the query may use, such as 4GB (default: FITS_MEMORY, otherwise half)',
    )
    .option(
      '--temp-space <size>',
      'disk space that the query may use for temporary files, such as 20GB (default: FITS_TEMP_SPACE, otherwise half of what is free)',
    )
    .option(...LAKE_OPTION)
    .addHelpText('after', () => `\n${namedList()}\n\n${EXAMPLES}`)
    .action(async (sql: string | undefined, options: Options) => onExit(await query(sql, options)));
}

async function query(argument: string | undefined, options: Options): Promise<ExitCode> {
  const sql = await sqlFrom({ sql: argument, ...options });
  if (sql === undefined) {
    writeOut(await listing());
    return EXIT.done;
  }
  const output = options.output === undefined ? undefined : userPath(options.output);
  const format = options.format ?? formatOf(output);
  const { stack } = options;
  if (format === 'parquet' && output === undefined) {
    throw new UsageError('--format parquet needs --output FILE: it is not for a terminal or a pipe');
  }
  if (stack !== undefined) return queryOfStack(stack, sql, format, output, options);
  refuseWithoutStack(options);
  const limits = queryLimits(options);
  const leftOut = await runQuery({
    sql,
    lake: lakeFolder(options.lake),
    keywords: keywordsOf(options.keywords ?? ''),
    tables: userTables(options.with ?? []),
    format,
    output,
    limits,
  });
  return leftOut > 0 ? EXIT.faulty : EXIT.done;
}

/** What a local lake takes, and a deployed one does not: and why. */
const LOCAL_ONLY = {
  keywords: 'the columns of a stack are those of its setting keywords',
  with: 'Athena reads no file of this machine; put it into S3 and declare a table, or ingest into a lake here',
  lake: 'a query is asked of a stack or of a lake',
  memory: 'Athena has its own memory',
  tempSpace: 'Athena has its own disks',
} as const;

async function queryOfStack(
  stack: string,
  sql: string,
  format: FormatName,
  output: string | undefined,
  options: Options,
): Promise<ExitCode> {
  refuseWithStack(options, LOCAL_ONLY);
  const settings = awsSettings(options);
  const { queryStack } = await import('./stack.ts');
  const { athenaClient, cloudFormationClient } = await import('../aws/clients.ts');
  const [athena, cloudFormation] = await Promise.all([
    athenaClient(settings),
    cloudFormationClient(settings),
  ]);
  return queryStack({ stack, sql, format, output }, { athena, cloudFormation });
}

const SUFFIXES: Readonly<Record<string, FormatName>> = {
  '': 'table',
  '.txt': 'table',
  '.jsonl': 'ndjson',
  ...Object.fromEntries(FORMAT_NAMES.map((format) => [`.${format}`, format])),
};

/** The format that a file's name says; a table where it says none. */
function formatOf(output: string | undefined): FormatName {
  const suffix = extname(output ?? '').toLowerCase();
  if (Object.hasOwn(SUFFIXES, suffix)) return SUFFIXES[suffix] ?? 'table';
  throw new UsageError(
    `--output ${output}: no format is known by ${suffix}: --format ${FORMAT_NAMES.join(', ')}`,
  );
}

function keywordsOf(list: string) {
  try {
    return keywordColumns(list);
  } catch (error) {
    throw error instanceof KeywordsRefused ? new UsageError(`--${error.message}`) : error;
  }
}
