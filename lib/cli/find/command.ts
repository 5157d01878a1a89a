import { Command, Option } from 'commander';
import { DEFAULT_STACK } from '../../deployment/stack-name.ts';
import { type ExitCode, type OnExit, UsageError } from '../errors.ts';
import type { AwsOptions } from '../options/aws.ts';
import { keepArguments } from '../options/not-options.ts';
import { refuseWithoutStack, refuseWithStack, withStackOptions } from '../options/stack.ts';
import { type LakeOptions, LOCAL_ONLY, withLakeOptions } from '../query/lake-options.ts';
import { withTrouble } from '../terminal/trouble.ts';
import { FIND_VIEWS, type FindView } from './find-sql.ts';
import { findInLake, findInStack } from './run.ts';

interface Options extends AwsOptions, LakeOptions {
  readonly view: FindView;
  readonly null?: boolean;
  readonly stack?: string;
}

/** `find CONDITION`: the paths of the files that meet a condition, for other programs. */
export function findCommand(onExit: OnExit): Command {
  const command = new Command('find');
  keepArguments(command, beginsWithDash);
  command
    .description('Print the paths of the files that meet a condition, one per line, sorted.')
    .argument('<condition>', 'what follows WHERE in SQL, such as "exptime > 100"')
    .addOption(
      new Option('--view <view>', 'the view whose columns the condition is about; each path is printed once')
        .choices(FIND_VIEWS)
        .default('files'),
    )
    .option('-0, --null', 'end each path with a NUL character instead of a line break, for xargs -0');
  return withStackOptions(
    withLakeOptions(command),
    'look in this deployed stack with Athena, instead of a local lake',
  )
    .addHelpText('after', HELP)
    .action(async (condition: string, options: Options) =>
      onExit(await withTrouble(() => find(condition, options))),
    );
}

/** Whether an argument is a condition that begins with a minus sign or a comment. The only short option has one letter. */
const beginsWithDash = (argument: string): boolean => /^-(?:-\s|[.\d].|[^-].*\s)/s.test(argument);

async function find(text: string, options: Options): Promise<ExitCode> {
  const condition = text.trim();
  if (condition === '') throw new UsageError('the condition is empty; for all files, write "true"');
  const { view, stack } = options;
  const request = { condition, view, format: options.null ? 'nul' : 'lines' } as const;
  if (stack === undefined) {
    refuseWithoutStack(options);
    return findInLake(request, options);
  }
  refuseWithStack(options, LOCAL_ONLY);
  return findInStack(request, stack, options);
}

const HELP = `
The paths are those of the column path: absolute, or s3://BUCKET/KEY. They are not escaped, so that other programs can
open the files. With --view headers, hdus or obscore_hdus, one matching card or HDU is enough.

Examples:
  fits-datalake find "filter = 'R' AND exptime > 100"
  fits-datalake find --view obscore "night = DATE '2024-09-12' AND image_type = 'flat'" > flats.txt
  fits-datalake find --view headers "card_name = 'AIRMASS' AND card_number > 2"
  fits-datalake find --view faults "code = 'truncated-data'"
  fits-datalake find -0 "object = 'M31'" | xargs -0 fits-datalake header -k OBJECT,EXPTIME
  fits-datalake find --stack ${DEFAULT_STACK} "exptime > 100"

Exit codes, as those of grep: 0 files were found, 1 none, 2 wrong usage, or the search failed. 3: a damaged lake object
was left out.`;
