// loads the AWS SDK: only where a stack is asked

import type { cloudFormationClient, glueClient } from '../aws/clients.ts';
import { deployedStack } from '../aws/deployed.ts';
import { stackFailure } from '../aws/stack-problem.ts';
import { EXIT, type ExitCode, RunFailed } from '../errors.ts';
import { Interrupted, interruptible } from '../terminal/interrupt.ts';
import { note, printable, writeOut } from '../terminal/output.ts';
import { waiting } from '../terminal/progress.ts';
import { type Begun, type Crawl, crawlEnd, startCrawl, stopCrawl } from './crawl.ts';
import { crawlText } from './text.ts';

export interface CrawlQuestion {
  readonly stack: string;
  /** Stop the running crawl rather than start one. */
  readonly stop: boolean;
  readonly wait: boolean;
  readonly json: boolean;
}

export interface CrawlClients {
  readonly cloudFormation: Awaited<ReturnType<typeof cloudFormationClient>>;
  readonly glue: Awaited<ReturnType<typeof glueClient>>;
}

/** Progress messages when a crawl is started or stopped. */
const WORDS = {
  start: {
    begun: 'the crawl has started',
    joined: 'the crawler is already running',
    state: 'RUNNING',
    left: 'the crawl continues',
  },
  stop: {
    begun: 'the crawler is stopping',
    joined: 'the crawler is already stopping',
    state: 'STOPPING',
    left: 'the crawler is still stopping',
  },
} as const;

/**
 * Starts or stops a stack's crawler, prints what the crawl did, and returns the exit code. Throws {@link RunFailed}, also if a crawl that was
 * started here failed.
 */
export async function runCrawl(question: CrawlQuestion, clients: CrawlClients): Promise<ExitCode> {
  const { stack, stop, wait, json } = question;
  const words = WORDS[stop ? 'stop' : 'start'];
  const shown = waiting();
  try {
    const { outputs } = await deployedStack(clients.cloudFormation, stack, { needs: ['Crawler'] });
    const begun = await (stop ? stopCrawl : startCrawl)(clients.glue, outputs.Crawler);
    if (begun === undefined || !wait) {
      writeOut(begun === undefined ? notRunningText(json) : begunText(begun, words, json));
      return EXIT.done;
    }
    if (begun.joined) note(words.joined);
    const ended = await interruptible((signal) =>
      crawlEnd(clients.glue, outputs.Crawler, begun, {
        signal,
        onState: (state) => shown.show(`crawler: ${state}`),
      }),
    );
    shown.clear();
    return tell(ended, question);
  } catch (error) {
    shown.clear();
    if (!(error instanceof Interrupted)) throw stackFailure(error);
    note(`${words.left}; fits-datalake status --stack ${stack} shows how it ended`);
    return EXIT.interrupted;
  }
}

const notRunningText = (json: boolean): string =>
  json ? `${JSON.stringify({ result: 'NOT_RUNNING' })}\n` : 'the crawler is not running\n';

function begunText({ joined }: Begun, words: (typeof WORDS)[keyof typeof WORDS], json: boolean): string {
  if (json) return `${JSON.stringify({ result: words.state, joined })}\n`;
  return `${joined ? words.joined : words.begun}\n`;
}

/** A crawl that was asked to stop has stopped, however it ended. */
function tell(crawl: Crawl, { stop, json }: CrawlQuestion): ExitCode {
  const failed = !stop && (crawl.result === 'FAILED' || crawl.result === 'CANCELLED');
  if (json) writeOut(`${JSON.stringify(crawl)}\n`);
  else if (!failed) writeOut(`${printable(crawlText(crawl))}\n`);
  else throw new RunFailed(printable(crawlText(crawl)));
  return failed ? EXIT.failed : EXIT.done;
}
