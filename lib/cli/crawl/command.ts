import { Command } from 'commander';
import type { OnExit } from '../errors.ts';
import { type AwsOptions, awsSettings, withAwsOptions } from '../options/aws.ts';
import { stackName } from '../options/stack.ts';

interface Options extends AwsOptions {
  readonly stack: string;
  readonly stop?: boolean;
  readonly wait: boolean;
  readonly json?: boolean;
}

/** `crawl --stack NAME`: brings a stack's catalog up to date now, or stops the crawl that is running. */
export function crawlCommand(onExit: OnExit): Command {
  return withAwsOptions(
    new Command('crawl')
      .description("Start a deployed stack's crawler and wait for it; it also runs on a schedule.")
      .requiredOption('--stack <name>', 'the deployed stack', stackName)
      .option('--stop', 'stop the crawl that is running, and wait until it has stopped')
      .option('--no-wait', 'do not wait')
      .option('--json', 'print the result as JSON'),
  )
    .addHelpText('after', EXAMPLES)
    .action(async ({ stack, stop = false, wait, json = false, ...options }: Options) => {
      const settings = awsSettings(options);
      const { runCrawl } = await import('./run.ts');
      const { cloudFormationClient, glueClient } = await import('../aws/clients.ts');
      const [cloudFormation, glue] = await Promise.all([
        cloudFormationClient(settings),
        glueClient(settings),
      ]);
      onExit(await runCrawl({ stack, stop, wait, json }, { cloudFormation, glue }));
    });
}

const EXAMPLES = `
New files can be queried without a crawl: their partitions are added as they are read. A crawl that finds changes is
billed for at least ten minutes; the first one lists the whole lake. While it runs, cdk deploy and cdk destroy fail
if they have to change the crawler: run crawl --stop first.

Examples:
  fits-datalake crawl --stack my-fits-datalake
  fits-datalake crawl --stack my-fits-datalake --no-wait
  fits-datalake crawl --stack my-fits-datalake --stop`;
