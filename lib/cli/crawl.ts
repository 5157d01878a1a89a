import { Command } from 'commander';
import { type AwsOptions, awsSettings, withAwsOptions } from './options-aws.ts';
import { stackName } from './stack/options.ts';

interface Options extends AwsOptions {
  readonly stack: string;
  readonly wait: boolean;
  readonly json?: boolean;
}

/** `crawl --stack NAME`: brings a stack's catalog up to date now. */
export function crawlCommand(): Command {
  return withAwsOptions(
    new Command('crawl')
      .description("Start a deployed stack's crawler and wait for it; it also runs by itself, on a schedule.")
      .requiredOption('--stack <name>', 'the deployed stack', stackName)
      .option('--no-wait', 'start it only')
      .option('--json', 'print the result as JSON'),
  )
    .addHelpText('after', EXAMPLES)
    .action(async ({ stack, wait, json = false, ...options }: Options) => {
      const settings = awsSettings(options);
      const { runCrawl } = await import('./stack/crawl-run.ts');
      const { cloudFormationClient, glueClient } = await import('./stack/clients.ts');
      const [cloudFormation, glue] = await Promise.all([
        cloudFormationClient(settings),
        glueClient(settings),
      ]);
      await runCrawl({ stack, wait, json }, { cloudFormation, glue });
    });
}

const EXAMPLES = `
A crawl takes a minute or two and is billed ten minutes at least. New files can be asked for without it: their
partitions are added as they are read.

Examples:
  fits-datalake crawl --stack my-fits-datalake
  fits-datalake crawl --stack my-fits-datalake --no-wait`;
