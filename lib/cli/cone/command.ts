import { Command } from 'commander';
import { DEFAULT_STACK } from '../../deployment/stack-name.ts';
import { IMAGE_TYPES } from '../../sky/image-types.ts';
import { type ExitCode, type OnExit, UsageError } from '../errors.ts';
import type { AwsOptions } from '../options/aws.ts';
import { LAKE_OPTION } from '../options/lake.ts';
import { keepArguments } from '../options/not-options.ts';
import { repeated } from '../options/repeated.ts';
import { refuseWithoutStack, refuseWithStack, withStackOptions } from '../options/stack.ts';
import { type OutputOptions, outputOf, withOutputOptions } from '../query/output.ts';
import { areaOf } from './area.ts';
import { type Choice, conditionsOf } from './conditions.ts';
import { searchLake, searchStack } from './run.ts';

interface Options extends AwsOptions, OutputOptions, Choice {
  readonly contains?: boolean;
  readonly hdus?: boolean;
  readonly sql?: boolean;
  readonly limit?: string;
  readonly lake?: string;
  readonly stack?: string;
}

/** `cone RA DEC RADIUS` or `cone TARGET RADIUS`: the observations near a position, of a local lake or a deployed stack. */
export function coneCommand(onExit: OnExit): Command {
  const command = new Command('cone');
  // a declination such as -5:23:28
  keepArguments(command, (word) => /^-[.\d]/.test(word));
  command
    .description('List the observations within a radius of a position or of a target, the nearest first.')
    .usage('[options] RA DEC RADIUS | TARGET RADIUS')
    .argument('<position...>', 'a position (ICRS), or the name of a target that the lake has, and a radius')
    .option('--after <time>', 'only observations that start at this time (UTC) or later')
    .option('--before <time>', 'only observations that start earlier than this (UTC)')
    .option('--instrument <name>', 'only this instrument, ignoring case; may be repeated', repeated)
    .option('--filter <name>', 'only this filter (case matters); may be repeated', repeated)
    .option('--type <type>', `only this image type: ${IMAGE_TYPES.join(', ')}; may be repeated`, repeated)
    .option('--contains', 'only images whose footprint contains the position; RADIUS may then be left out')
    .option('--hdus', 'one row per HDU with a position on the sky, instead of one per file')
    .option('--limit <rows>', 'print at most this many rows')
    .option('--sql', 'print the SQL query, which runs on every lake and stack, instead of running it');
  withOutputOptions(command).option(...LAKE_OPTION);
  return withStackOptions(command, 'search this deployed stack with Athena, instead of a local lake')
    .addHelpText('after', HELP)
    .action(async (words: string[], options: Options) => onExit(await cone(words, options)));
}

async function cone(words: readonly string[], options: Options): Promise<ExitCode> {
  const { contains = false, hdus = false, stack, lake } = options;
  const search = {
    ...areaOf(words, contains),
    ...{ contains, hdus, conditions: conditionsOf(options), limit: limitOf(options.limit) },
    printsSql: options.sql === true,
    ...outputOf(options),
  };
  if (stack === undefined) {
    refuseWithoutStack(options);
    return searchLake(search, lake);
  }
  refuseWithStack(options, { lake: 'a search uses either a stack or a local lake' });
  return searchStack(search, stack, options);
}

function limitOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const rows = /^\s*\d+\s*$/.test(text) ? Number(text) : 0;
  if (rows > 0 && Number.isSafeInteger(rows)) return rows;
  throw new UsageError(`--limit ${text.trim()}: not a number of rows; write 1 or more`);
}

const HELP = `
RA      10.68 (degrees), 00:42:44.3, 0h42m44.3s or "00 42 44.3" (hours)
DEC     41.27, -5.3, +41:16:09, 41d16m09s or "+41 16 09" (degrees)
RADIUS  0.5 or 0.5d (degrees), 30m (arcminutes) or 10s (arcseconds)
TARGET  a target_name of the lake, ignoring case and blanks. The search is around the centre of all its observations
        that have a position, which is printed on standard error. If one of them is farther from the centre than
        RADIUS, or than a degree, the search is refused, and the places of the target are listed.
Times   2024, 2024-09, 2024-09-12 or 2024-09-12T20:30:00

Examples:
  fits-datalake cone 10.68 41.27 0.5
  fits-datalake cone 00:42:44.3 +41:16:09 30m --after 2024-09-12 --before 2024-09-13
  fits-datalake cone 83.82 -5.39 10m --type object --instrument WFC3 --format csv
  fits-datalake cone M31 0.5 --filter R --filter B
  fits-datalake cone 10.68 41.27 --contains --hdus
  fits-datalake cone M31 0.5 --sql > m31.sql
  fits-datalake cone --stack ${DEFAULT_STACK} 10.68 41.27 0.5`;
