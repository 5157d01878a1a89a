import { Command } from 'commander';
import { DEFAULT_STACK } from '../../deployment/stack-name.ts';
import type { OnExit } from '../errors.ts';
import { type AwsOptions, awsSettings, withAwsOptions } from '../options/aws.ts';
import { stackName } from '../options/stack.ts';

interface Options extends AwsOptions {
  readonly stack: string;
  readonly stop?: boolean;
  readonly wait: boolean;
  readonly json?: boolean;
}

/** `crawl --stack NAME`: updates the catalog of a stack now, or stops the crawl that is running. */
export function crawlCommand(onExit: OnExit): Command {
  return withAwsOptions(
    new Command('crawl')
      .description('Run the crawler of a deployed stack now. It also runs on a schedule.')
      .requiredOption('--stack <name>', 'the name of the stack', stackName)
      .option('--stop', 'stop the crawl that is running instead of starting one')
      .option('--no-wait', 'start or stop the crawl, but do not wait for it')
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
New files can be queried without a crawl, because their partitions are added when they are read. A crawl that finds
changes is billed for at least ten minutes; the first crawl lists the whole lake. While a crawl runs, cdk deploy and
cdk destroy fail if they have to change the crawler: stop it first with crawl --stop.

Examples:
  fits-datalake crawl --stack ${DEFAULT_STACK}
  fits-datalake crawl --stack ${DEFAULT_STACK} --no-wait
  fits-datalake crawl --stack ${DEFAULT_STACK} --stop`;
