// crawl: starts or stops the crawler, waits, and prints what the crawl did.
// It loads the AWS SDK, which takes time: import it only when it is needed.

import { printable } from '../../formats/printable.ts';
import type { Wait } from '../../polling/poll.ts';
import type { cloudFormationClient, glueClient } from '../aws/clients.ts';
import { deployedStack } from '../aws/deployed.ts';
import { interruptibleWait } from '../aws/interruptible-wait.ts';
import { stackFailure } from '../aws/problem.ts';
import { EXIT, type ExitCode, RunFailed } from '../errors.ts';
import { Interrupted } from '../terminal/interrupt.ts';
import { printMessage, writeOut } from '../terminal/output.ts';
import type { CrawlResult } from './crawl-result.ts';
import { ACTION_TEXT, crawlText, NOT_RUNNING } from './crawl-text.ts';
import { crawlEnd, startCrawl, stopCrawl } from './crawler.ts';

/** The options of the command line. */
export interface CrawlRequest {
  readonly stack: string;
  /** Stop the crawl that is running instead of starting one. */
  readonly stop: boolean;
  /** Wait until the crawl is over. */
  readonly wait: boolean;
  readonly json: boolean;
}

/** The clients that a crawl needs. */
export interface CrawlClients {
  readonly cloudFormation: Awaited<ReturnType<typeof cloudFormationClient>>;
  readonly glue: Awaited<ReturnType<typeof glueClient>>;
}

/**
 * Starts or stops the crawler of a stack, and prints what the crawl did. Throws {@link RunFailed}.
 *
 * @param wait how to pause; tests pass their own
 */
export async function runCrawl(
  request: CrawlRequest,
  { cloudFormation, glue }: CrawlClients,
  wait?: Wait,
): Promise<ExitCode> {
  const text = ACTION_TEXT[request.stop ? 'stop' : 'start'];
  try {
    const { outputs } = await deployedStack(cloudFormation, request.stack, { needs: ['Crawler'] });
    const crawl = await (request.stop ? stopCrawl : startCrawl)(glue, outputs.Crawler);
    if (crawl === undefined) return print(request, NOT_RUNNING.facts, NOT_RUNNING.text);
    const { joined } = crawl;
    const state = joined ? text.joined : text.started;
    if (!request.wait) return print(request, { result: text.state, joined }, state);
    if (joined) printMessage(state);
    const result = await interruptibleWait(({ signal, show }) =>
      crawlEnd(glue, outputs.Crawler, crawl, { signal, onState: (found) => show(`crawler: ${found}`), wait }),
    );
    return printResult(request, result);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw stackFailure(error);
    printMessage(`${text.continues}; to see how it ends: fits-datalake status --stack ${request.stack}`);
    return EXIT.interrupted;
  }
}

function print({ json }: CrawlRequest, facts: object, text: string): ExitCode {
  writeOut(json ? `${JSON.stringify(facts)}\n` : `${text}\n`);
  return EXIT.done;
}

/** With --stop, it is no failure if the crawl was stopped or failed: the user wanted it to end. */
function printResult(request: CrawlRequest, crawl: CrawlResult): ExitCode {
  const isFailed = !request.stop && (crawl.result === 'FAILED' || crawl.result === 'CANCELLED');
  if (isFailed && !request.json) throw new RunFailed(crawlText(crawl));
  print(request, crawl, printable(crawlText(crawl)));
  return isFailed ? EXIT.failed : EXIT.done;
}
