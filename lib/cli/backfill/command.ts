import { Command } from 'commander';
import { type OnExit, UsageError } from '../errors.ts';
import { type AwsOptions, awsSettings, withAwsOptions } from '../options/aws.ts';
import { stackName } from '../options/stack.ts';
import { prefixOf } from './scope.ts';

interface Options extends AwsOptions {
  readonly stack: string;
  readonly prefix?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly last?: boolean;
  readonly wait: boolean;
  readonly json?: boolean;
}

/** `backfill --stack NAME`: makes a stack's lake agree with all that is in its bucket. */
export function backfillCommand(onExit: OnExit): Command {
  return withAwsOptions(
    new Command('backfill')
      .description(
        'Read what is in the bucket of a deployed stack already, and mend what events have missed; nothing is copied.',
      )
      .requiredOption('--stack <name>', 'the deployed stack', stackName)
      .option('--prefix <prefix>', 'only keys that begin so', prefixOf)
      .option('--dry-run', 'count the objects, and say what a run would take')
      .option('--force', 'read everything again, also what is unchanged')
      .option('--no-wait', 'start it only')
      .option('--last', 'start nothing: the report of the last run, or of the one that is under way')
      .option('--json', 'print the report as JSON, with up to 100,000 keys of a kind'),
  )
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      const { stack, prefix, dryRun = false, force = false, last = false, wait, json = false } = options;
      refuse(options);
      const settings = awsSettings(options);
      const { runBackfill } = await import('./run.ts');
      const { cloudFormationClient, s3Client, sfnClient } = await import('../aws/clients.ts');
      const [cloudFormation, sfn, s3] = await Promise.all([
        cloudFormationClient(settings),
        sfnClient(settings),
        s3Client(settings),
      ]);
      const question = { stack, prefix, dryRun, force, last, wait, json };
      onExit(await runBackfill(question, { cloudFormation, sfn, s3 }));
    });
}

/** Options that contradict each other. Throws {@link UsageError}. */
function refuse({ prefix, dryRun, force, last, wait }: Options): void {
  if (last && (prefix !== undefined || force || dryRun || !wait))
    throw new UsageError('--last goes with --json alone: it starts nothing');
  if (dryRun && !wait) throw new UsageError('--dry-run starts nothing, so --no-wait does not go with it');
}

const EXAMPLES = `
A run looks at every object of the bucket, then at every object of the lake: what is new or changed is read, what is
gone is noted, and what is unchanged costs three requests, and no read. It runs on AWS: Ctrl-C leaves it
running, and the same command takes it up again. Run it once after the first deployment, some five minutes later.

Examples:
  fits-datalake backfill --stack my-fits-datalake --dry-run
  fits-datalake backfill --stack my-fits-datalake
  fits-datalake backfill --stack my-fits-datalake --prefix raw/2025/
  fits-datalake backfill --stack my-fits-datalake --last --json > report.json

Exit codes: 0 done, 1 the run failed or some objects did, 3 done, with faulty files, 130 left while it runs.`;
