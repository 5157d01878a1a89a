import { describe, expect, it } from 'vitest';
import { fakeAws, Refused } from '../../helpers/fake-aws.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { runCliBeside } from '../../helpers/run-cli-beside.ts';

const CRAWL = ['crawl', '--stack', 'my-fits-datalake'];

/** A crawler whose last crawl ended so; each look at it is a second later. */
function glue(Status: string, more: object = {}) {
  let started = 1_795_000_000;
  return {
    StartCrawler: () => ({}),
    GetCrawler: () => ({ Crawler: { State: 'READY', LastCrawl: { Status, StartTime: started++, ...more } } }),
    ListCrawls: () => ({ Crawls: [] }),
  };
}

describe('crawl', () => {
  it('starts the crawler of the stack, waits, and says what it did', async () => {
    const { env, asked } = await fakeAws(glue('SUCCEEDED'));
    expect(await runCliBeside(CRAWL, { env })).toEqual({
      status: 0,
      stdout: 'the crawl succeeded: nothing changed\n',
      stderr: '',
    });
    expect(asked.map(({ action }) => action)).toEqual([
      ...['DescribeStacks', 'GetCrawler', 'StartCrawler', 'GetCrawler', 'ListCrawls'],
    ]);
    expect(asked[2]?.input).toEqual({ Name: 'my-fits-datalake' });
  });
  it('fails where the crawl fails', async () => {
    const { env } = await fakeAws(glue('FAILED', { ErrorMessage: 'no rights' }));
    const { status, stderr } = await runCliBeside(CRAWL, { env });
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'fits-datalake: the crawl failed: no rights\n' });
    const json = await runCliBeside([...CRAWL, '--json'], { env });
    expect(json.status).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ result: 'FAILED', error: 'no rights' });
  });
  it('joins a crawl that runs, and need not wait', async () => {
    const running = () => {
      throw new Refused('CrawlerRunningException', 'Crawler with name my-fits-datalake has already started');
    };
    const { env, asked } = await fakeAws({ ...glue('SUCCEEDED'), StartCrawler: running });
    expect(await runCliBeside(CRAWL, { env })).toEqual({
      status: 0,
      stdout: 'the crawl succeeded: nothing changed\n',
      stderr: 'fits-datalake: the crawler is already running\n',
    });
    asked.length = 0;
    const run = await runCliBeside([...CRAWL, '--no-wait'], { env });
    expect(run).toEqual({ status: 0, stdout: 'the crawler is already running\n', stderr: '' });
    expect(asked.at(-1)?.action).toBe('StartCrawler');
  });
  it('lets the crawl continue at Ctrl-C, and says so', async () => {
    const fake = await fakeAws(glue('SUCCEEDED'));
    let kill: (signal: NodeJS.Signals) => void = () => {};
    let looks = 0;
    fake.answers['GetCrawler'] = () => {
      if (++looks > 1) kill('SIGINT');
      return { Crawler: { State: 'RUNNING' } };
    };
    const run = await runCliBeside(CRAWL, { env: fake.env }, (given) => {
      kill = given;
    });
    expect(run).toEqual({
      status: 130,
      stdout: '',
      stderr:
        'fits-datalake: the crawl continues; fits-datalake status --stack my-fits-datalake shows how it ended\n',
    });
    expect(fake.asked.map(({ action }) => action)).not.toContain('StopCrawler');
  });
  it('--stop stops the running crawl, and waits until it has stopped', async () => {
    const fake = await fakeAws(glue('CANCELLED'));
    fake.answers['StopCrawler'] = () => ({});
    let looks = 0;
    const { GetCrawler } = fake.answers;
    fake.answers['GetCrawler'] = (input) =>
      ++looks === 2 ? { Crawler: { State: 'STOPPING' } } : GetCrawler?.(input);
    expect(await runCliBeside([...CRAWL, '--stop'], { env: fake.env })).toEqual({
      status: 0,
      stdout: 'the crawl was stopped\n',
      stderr: '',
    });
    expect(fake.asked.map(({ action }) => action)).toEqual([
      ...['DescribeStacks', 'GetCrawler', 'StopCrawler', 'GetCrawler', 'GetCrawler', 'ListCrawls'],
    ]);
    expect(fake.asked[2]?.input).toEqual({ Name: 'my-fits-datalake' });
    const json = await runCliBeside([...CRAWL, '--stop', '--json'], { env: fake.env });
    expect(json.status).toBe(0);
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
  ])('--stop where Glue says %s', async (code, more, text, facts) => {
    const refused = () => {
      throw new Refused(code, 'as Glue says');
    };
    const { env, asked } = await fakeAws({ ...glue('SUCCEEDED'), StopCrawler: refused });
    const args = [...CRAWL, '--stop', ...more];
    expect(await runCliBeside(args, { env })).toEqual({ status: 0, stdout: text, stderr: '' });
    expect(asked.at(-1)?.action).toBe('StopCrawler');
    expect(JSON.parse((await runCliBeside([...args, '--json'], { env })).stdout)).toEqual(facts);
  });
  it('--stop does not have to wait, and joins a crawl that is stopping', async () => {
    const { env, answers } = await fakeAws({ ...glue('SUCCEEDED'), StopCrawler: () => ({}) });
    expect(await runCliBeside([...CRAWL, '--stop', '--no-wait'], { env })).toEqual({
      status: 0,
      stdout: 'the crawler is stopping\n',
      stderr: '',
    });
    answers['StopCrawler'] = () => {
      throw new Refused('CrawlerStoppingException', 'as Glue says');
    };
    expect(await runCliBeside([...CRAWL, '--stop'], { env })).toEqual({
      status: 0,
      // it was about to end anyway
      stdout: 'the crawl succeeded: nothing changed\n',
      stderr: 'fits-datalake: the crawler is already stopping\n',
    });
  });
  it('needs a stack', () => {
    const { status, stderr } = runCli(['crawl']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/required option '--stack <name>' not specified/);
  });
});
