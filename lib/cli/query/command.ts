import { Command } from 'commander';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { KeywordsRefused, keywordColumns } from '../../sql/keywords.ts';
import { EXIT, type ExitCode, type OnExit, UsageError } from '../errors.ts';
import { type AwsOptions, awsSettings } from '../options/aws.ts';
import { LAKE_OPTION, lakeFolder } from '../options/lake.ts';
import { settingsOfLake, withKeywords } from '../options/lake-settings.ts';
import { type LimitOptions, queryLimits } from '../options/limits.ts';
import { repeated } from '../options/repeated.ts';
import { refuseWithoutStack, refuseWithStack, withStackOptions } from '../options/stack.ts';
import { writeOut } from '../terminal/output.ts';
import { EXAMPLES, listing, namedList } from './listing.ts';
import { formatList, type OutputOptions, outputOf, withOutputOptions } from './output.ts';
import { runQuery } from './run.ts';
import { beginsWithComment, sqlFrom } from './sql.ts';
import { userTables } from './with.ts';
import type { OutputChoice } from './write.ts';

interface Options extends AwsOptions, LimitOptions, OutputOptions {
  readonly file?: string;
  readonly named?: string;
  readonly set?: string[];
  readonly with?: string[];
  readonly keywords?: string;
  readonly lake?: string;
  readonly stack?: string;
}

/** `query SQL`: queries a local lake or a deployed stack. */
export function queryCommand(onExit: OnExit): Command {
  const command = new Command('query');
  const parse = command.parseOptions.bind(command);
  // a space in front keeps commander from taking SQL that begins with a comment for an option
  command.parseOptions = (args) => parse(args.map((text) => (beginsWithComment(text) ? ` ${text}` : text)));
  command
    .description(
      'Query the lake with SQL. Without SQL, on a terminal, list the views, columns and named queries.',
    )
    .argument('[sql]', 'one SQL query (default: read standard input)')
    .option('-f, --file <file>', 'read the SQL from a file')
    .option('--named <name>', 'run a named query')
    .option('--set <name=value>', 'a value that the named query asks for; may be repeated', repeated)
    .option('--with <[name=]file>', 'load a CSV or Parquet file as a table; may be repeated', repeated);
  withOutputOptions(command)
    .option(
      '--keywords <list>',
      "keywords to add to the lake's as columns of files and hdus, such as GAIN:double,ESO DPR CATG",
    )
    .option(
      '--memory <size>',
      "the memory that the query may use, such as 4GB (default: FITS_MEMORY, otherwise half of the machine's memory)",
    )
    .option(
      '--temp-space <size>',
      'the disk space for temporary files, such as 20GB (default: FITS_TEMP_SPACE, otherwise half of the free space)',
    )
    .option(...LAKE_OPTION);
  return withStackOptions(command, 'query this deployed stack with Athena, instead of a local lake')
    .addHelpText('after', () => `\n${formatList()}\n\n${namedList()}\n\n${EXAMPLES}`)
    .action(async (sql: string | undefined, options: Options) => onExit(await query(sql, options)));
}

async function query(argument: string | undefined, options: Options): Promise<ExitCode> {
  const sql = await sqlFrom({ sql: argument, ...options });
  if (sql === undefined) {
    writeOut(await listing(options.stack === undefined ? keywordsFor(options).keywords : []));
    return EXIT.done;
  }
  const choice = outputOf(options);
  const { stack } = options;
  if (stack !== undefined) return queryOfStack(stack, sql, choice, options);
  refuseWithoutStack(options);
  const limits = queryLimits(options);
  const leftOut = await runQuery({
    sql,
    lake: lakeFolder(options.lake),
    ...keywordsFor(options),
    tables: userTables(options.with ?? []),
    ...choice,
    limits,
  });
  return leftOut > 0 ? EXIT.faulty : EXIT.done;
}

/** Options that only a local lake has, with the reasons. */
const LOCAL_ONLY = {
  keywords: 'a stack has the columns of its setting keywords',
  with: 'Athena cannot read local files; upload the file to S3 and declare a table, or ingest into a local lake',
  lake: 'a query uses either a stack or a local lake',
  memory: 'it limits only local queries',
  tempSpace: 'it limits only local queries',
} as const;

async function queryOfStack(
  stack: string,
  sql: string,
  choice: OutputChoice,
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
  return queryStack({ stack, sql, ...choice }, { athena, cloudFormation });
}

/** The keyword columns of a query: the lake's, and those of the option. */
function keywordsFor({ lake, keywords = '' }: Options) {
  const lakeKeywords = settingsOfLake(lakeFolder(lake)).keywords;
  return { lakeKeywords, keywords: withKeywords(lakeKeywords, keywordsOf(keywords)) };
}

function keywordsOf(list: string): KeywordColumn[] {
  try {
    return keywordColumns(list);
  } catch (error) {
    throw error instanceof KeywordsRefused ? new UsageError(`--keywords: ${error.message}`) : error;
  }
}
