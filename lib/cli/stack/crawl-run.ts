// loads the AWS SDK: only where a stack is asked

import { EXIT, RunFailed } from '../errors.ts';
import { note, printable, writeOut } from '../output.ts';
import type { cloudFormationClient, glueClient } from './clients.ts';
import { type Begun, type Crawl, crawlEnd, startCrawl } from './crawl.ts';
import { crawlText } from './crawl-text.ts';
import { deployedStack } from './deployed.ts';
import { stackFailure } from './problem.ts';
import { Interrupted, interruptible, waiting } from './waiting.ts';

export interface CrawlQuestion {
  readonly stack: string;
  readonly wait: boolean;
  readonly json: boolean;
}

export interface CrawlClients {
  readonly cloudFormation: Awaited<ReturnType<typeof cloudFormationClient>>;
  readonly glue: Awaited<ReturnType<typeof glueClient>>;
}

/** Starts a stack's crawler and prints what it did. Throws {@link RunFailed}, also where the crawl failed. */
export async function runCrawl(question: CrawlQuestion, clients: CrawlClients): Promise<void> {
  const { stack, wait, json } = question;
  const shown = waiting();
  try {
    const { outputs } = await deployedStack(clients.cloudFormation, stack, { needs: ['Crawler'] });
    const begun = await startCrawl(clients.glue, outputs.Crawler);
    if (!wait) return writeOut(begunText(begun, json));
    if (begun.joined) note('the crawler is running already');
    const ended = await interruptible((signal) =>
      crawlEnd(clients.glue, outputs.Crawler, begun, {
        signal,
        onState: (state) => shown.show(`crawler: ${state}`),
      }),
    );
    shown.clear();
    tell(ended, json);
  } catch (error) {
    shown.clear();
    if (!(error instanceof Interrupted)) throw stackFailure(error);
    note(`the crawl goes on; fits-datalake status --stack ${stack} tells how it ended`);
    process.exitCode = EXIT.interrupted;
  }
}

function begunText({ joined }: Begun, json: boolean): string {
  if (json) return `${JSON.stringify({ result: 'RUNNING', joined })}\n`;
  return joined ? 'the crawler is running already\n' : 'the crawl has started\n';
}

function tell(crawl: Crawl, json: boolean): void {
  const failed = crawl.result === 'FAILED' || crawl.result === 'CANCELLED';
  if (json) writeOut(`${JSON.stringify(crawl)}\n`);
  else if (!failed) writeOut(`${printable(crawlText(crawl))}\n`);
  else throw new RunFailed(printable(crawlText(crawl)));
  if (failed) process.exitCode = EXIT.failed;
}
