import { Command } from 'commander';
import { DEFAULT_STACK } from '../../deployment/stack-name.ts';
import { KNOWN_FILE } from '../../deployment/usage.ts';
import { type OnExit, UsageError } from '../errors.ts';
import { type AwsOptions, awsSettings, withAwsOptions } from '../options/aws.ts';
import { stackName } from '../options/stack.ts';
import { count } from '../terminal/words.ts';
import { MOST_LISTED } from './report.ts';
import { bucketOption, prefixOption } from './scope.ts';

interface Options extends AwsOptions {
  readonly stack: string;
  readonly bucket?: string;
  readonly prefix?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly changes?: boolean;
  readonly forget?: string;
  readonly last?: boolean;
  readonly wait: boolean;
  readonly json?: boolean;
}

/** `backfill --stack NAME`: sweeps the source buckets of a stack. */
export function backfillCommand(onExit: OnExit): Command {
  return withAwsOptions(
    new Command('backfill')
      .description(
        'Read the files that were in the source buckets before the stack, or whose events were lost.',
      )
      .requiredOption('--stack <name>', 'the name of the stack', stackName)
      .option('--bucket <name>', 'only this bucket of the stack', bucketOption)
      .option('--prefix <prefix>', 'only keys that begin with this prefix', prefixOption)
      .option(
        '--dry-run',
        'count the objects, look up some of them in the lake, and estimate the cost of a run',
      )
      .option('--force', 'also read unchanged files again')
      .option(
        '--changes',
        'open no files; record for compaction what was not recorded, or everything in the lake with --force',
      )
      .option(
        '--forget <bucket>',
        'only delete the rows of a bucket that the stack no longer covers; its files are not touched',
        bucketOption,
      )
      .option('--no-wait', 'start the run, but do not wait for it')
      .option('--last', 'start nothing; print the report of the last run, and wait for it if necessary')
      .option('--json', `print the report as JSON, with up to ${count(MOST_LISTED)} keys of each outcome`),
  )
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      const { stack, bucket, prefix, dryRun = false, force = false, changes = false } = options;
      const { forget, last = false, wait, json = false } = options;
      refuseContradictions(options);
      const settings = awsSettings(options);
      const { runBackfill } = await import('./run.ts');
      const { cloudFormationClient, s3Client, sfnClient } = await import('../aws/clients.ts');
      const [cloudFormation, sfn, s3] = await Promise.all([
        cloudFormationClient(settings),
        sfnClient(settings),
        s3Client(settings),
      ]);
      const request = { stack, bucket, prefix, dryRun, force, changes, forget, last, wait, json };
      onExit(await runBackfill(request, { cloudFormation, sfn, s3 }));
    });
}

/** Throws {@link UsageError} if options contradict each other. */
function refuseContradictions(options: Options): void {
  const { bucket, prefix, dryRun, force, changes, forget, last, wait } = options;
  const isPart = bucket !== undefined || prefix !== undefined;
  if (last && (isPart || forget !== undefined || force || changes || dryRun || !wait))
    throw new UsageError('--last starts nothing, so it can only be combined with --json');
  if (dryRun && !wait)
    throw new UsageError('--dry-run starts nothing, so it cannot be combined with --no-wait');
  if (forget !== undefined && (isPart || dryRun || force || changes))
    throw new UsageError(
      '--forget deletes the rows of a whole bucket and does nothing else, so it can only be combined with --no-wait and --json',
    );
}

const EXAMPLES = `
A run goes through every object in the source buckets and then through every object in the lake. It reads what is new
or has changed, and records which files were deleted. An unchanged file costs ${KNOWN_FILE.gets} requests and is not read; if its rows
are of an earlier release, or were derived with other rules, they are derived again from the lake. Nothing is copied.
The run takes place on AWS: Ctrl-C does not stop it, and the same command waits for it again. Start the first run
about five minutes after the first deployment.

Examples:
  fits-datalake backfill --stack ${DEFAULT_STACK} --dry-run
  fits-datalake backfill --stack ${DEFAULT_STACK}
  fits-datalake backfill --stack ${DEFAULT_STACK} --prefix raw/2025/
  fits-datalake backfill --stack ${DEFAULT_STACK} --bucket calibrations
  fits-datalake backfill --stack ${DEFAULT_STACK} --forget old-archive
  fits-datalake backfill --stack ${DEFAULT_STACK} --changes --force
  fits-datalake backfill --stack ${DEFAULT_STACK} --last --json > report.json

Exit codes: 0 done, 1 the run or some objects failed, 3 done, but some files are faulty, 130 interrupted while waiting.`;
