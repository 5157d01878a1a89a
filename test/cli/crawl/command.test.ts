import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetCrawlerCommand, GlueClient, ListCrawlsCommand, StopCrawlerCommand } from '@aws-sdk/client-glue';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCrawl } from '../../../lib/cli/crawl/run.ts';
import { EXIT } from '../../../lib/cli/errors.ts';
import { processStreams, useStreams } from '../../../lib/cli/terminal/output.ts';
import { type FakeAws, fakeAws, Refused } from '../../helpers/fake-aws.ts';
import { stackWith } from '../../helpers/our-stack.ts';
import { captured, runMain, sendSignal } from '../../helpers/run-main.ts';

const STACK = 'my-fits-datalake';
const CRAWL = ['crawl', '--stack', STACK];
const START = 1_795_000_000;

/** A crawler whose crawls end like this; each poll finds another one, which started a second later. */
function glue(Status: string, more: object = {}): FakeAws['answers'] {
  let started = START;
  return {
    StartCrawler: () => ({}),
    StopCrawler: () => ({}),
    GetCrawler: () => ({ Crawler: { State: 'READY', LastCrawl: { Status, StartTime: started++, ...more } } }),
    ListCrawls: () => ({ Crawls: [] }),
  };
}

const refusal = (code: string) => () => {
  throw new Refused(code, 'as Glue says');
};

async function crawl(answers: FakeAws['answers'], ...args: string[]) {
  const { env, requests } = await fakeAws(answers);
  return {
    ...(await runMain([...CRAWL, ...args], { env })),
    actions: requests.map(({ action }) => action),
    requests,
  };
}

describe('crawl', () => {
  it('starts the crawler of the stack, waits, and prints what it did', async () => {
    const { requests, actions, ...run } = await crawl(glue('SUCCEEDED'));
    expect(run).toEqual({
      status: EXIT.done,
      stdout: expect.stringMatching(/^the crawl succeeded/),
      stderr: '',
    });
    expect(actions).toEqual(['DescribeStacks', 'GetCrawler', 'StartCrawler', 'GetCrawler', 'ListCrawls']);
    expect(requests[2]?.input).toEqual({ Name: STACK });
  });

  it('fails if the crawl fails, and says why', async () => {
    const failed = glue('FAILED', { ErrorMessage: 'no rights' });
    const { status, stdout, stderr } = await crawl(failed);
    expect({ status, stdout }).toEqual({ status: EXIT.failed, stdout: '' });
    expect(stderr).toMatch(/failed: no rights/);
    const json = await crawl(failed, '--json');
    expect(json.status).toBe(EXIT.failed);
    expect(JSON.parse(json.stdout)).toMatchObject({ result: 'FAILED', error: 'no rights' });
  });

  it('joins a crawl that is running', async () => {
    const running = { ...glue('SUCCEEDED'), StartCrawler: refusal('CrawlerRunningException') };
    expect(await crawl(running)).toMatchObject({
      ...{ status: EXIT.done, stdout: expect.stringContaining('succeeded') },
      stderr: 'fits-datalake: the crawler is already running\n',
    });
  });

  it('does not wait with --no-wait', async () => {
    const started = await crawl(glue('SUCCEEDED'), '--no-wait');
    expect(started).toMatchObject({ status: EXIT.done, stdout: 'the crawl has started\n', stderr: '' });
    expect(started.actions.at(-1)).toBe('StartCrawler');
    const running = { ...glue('SUCCEEDED'), StartCrawler: refusal('CrawlerRunningException') };
    const joined = await crawl(running, '--no-wait', '--json');
    expect(JSON.parse(joined.stdout)).toEqual({ result: 'RUNNING', joined: true });
  });

  it('leaves the crawl running at Ctrl-C, and says how to see its end', async () => {
    const fake = await fakeAws(glue('SUCCEEDED'));
    let polls = 0;
    fake.answers['GetCrawler'] = () => {
      if (++polls > 1) sendSignal('SIGINT');
      return { Crawler: { State: 'RUNNING' } };
    };
    const run = await runMain(CRAWL, { env: fake.env });
    expect(run).toMatchObject({ status: EXIT.interrupted, stdout: '' });
    expect(run.stderr).toMatch(/continues; .*fits-datalake status --stack my-fits-datalake\n$/);
    expect(fake.requests.map(({ action }) => action)).not.toContain('StopCrawler');
  });
});

describe('crawl --stop', () => {
  it('succeeds when the crawl has stopped', async () => {
    const { requests, actions, ...run } = await crawl(glue('CANCELLED'), '--stop');
    expect(run).toEqual({ status: EXIT.done, stdout: 'the crawl was stopped\n', stderr: '' });
    expect(actions).toEqual(['DescribeStacks', 'GetCrawler', 'StopCrawler', 'GetCrawler', 'ListCrawls']);
    expect(requests[2]?.input).toEqual({ Name: STACK });
    const json = await crawl(glue('CANCELLED'), '--stop', '--json');
    expect(json.status).toBe(EXIT.done);
    expect(JSON.parse(json.stdout)).toMatchObject({ result: 'CANCELLED' });
  });

  it.each([
    ['CrawlerNotRunningException', [], 'the crawler is not running\n', { result: 'NOT_RUNNING' }],
    [
      'CrawlerStoppingException',
      ['--no-wait'],
      'the crawler is already stopping\n',
      { result: 'STOPPING', joined: true },
    ],
  ])('has nothing to do if Glue answers %s', async (code, args, stdout, facts) => {
    const answers = { ...glue('SUCCEEDED'), StopCrawler: refusal(code) };
    const run = await crawl(answers, '--stop', ...args);
    expect(run).toMatchObject({ status: EXIT.done, stdout, stderr: '' });
    expect(run.actions.at(-1)).toBe('StopCrawler');
    expect(JSON.parse((await crawl(answers, '--stop', '--json', ...args)).stdout)).toEqual(facts);
  });

  it('does not wait with --no-wait', async () => {
    expect(await crawl(glue('SUCCEEDED'), '--stop', '--no-wait')).toMatchObject({
      ...{ status: EXIT.done, stdout: 'the crawler is stopping\n', stderr: '' },
    });
  });

  it('waits for a crawl that is already stopping, even if it ends by itself', async () => {
    const answers = { ...glue('SUCCEEDED'), StopCrawler: refusal('CrawlerStoppingException') };
    expect(await crawl(answers, '--stop')).toMatchObject({
      ...{ status: EXIT.done, stdout: expect.stringContaining('succeeded') },
      stderr: 'fits-datalake: the crawler is already stopping\n',
    });
  });
});

it('crawl shows the state of the crawler on a terminal while it waits', async () => {
  const config = { region: 'eu-central-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
  const clients = { cloudFormation: new CloudFormationClient(config), glue: new GlueClient(config) };
  mockClient(clients.cloudFormation)
    .on(DescribeStacksCommand)
    .resolves({ Stacks: [stackWith()] });
  const stub = mockClient(clients.glue).on(StopCrawlerCommand).resolves({});
  stub
    .on(GetCrawlerCommand)
    .resolvesOnce({ Crawler: { State: 'RUNNING' } })
    .resolvesOnce({ Crawler: { State: 'STOPPING' } })
    .resolves({
      Crawler: { State: 'READY', LastCrawl: { Status: 'CANCELLED', StartTime: new Date(START) } },
    });
  stub.on(ListCrawlsCommand).resolves({ Crawls: [] });
  const { streams, printed } = captured('', 80);
  useStreams(streams);
  onTestFinished(() => useStreams(processStreams));
  const request = { stack: STACK, stop: true, wait: true, json: false };
  expect(await runCrawl(request, clients, async () => {})).toBe(EXIT.done);
  expect(printed().stderr).toContain('crawler: stopping');
  expect(printed().stdout).toBe('the crawl was stopped\n');
});
