import {
  CrawlerNotRunningException,
  CrawlerRunningException,
  CrawlerStoppingException,
  EntityNotFoundException,
  GetCrawlerCommand,
  GlueClient,
  ListCrawlsCommand,
  StartCrawlerCommand,
  StopCrawlerCommand,
} from '@aws-sdk/client-glue';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { crawlEnd, startCrawl, stopCrawl } from '../../../lib/cli/crawl/crawler.ts';

/** The start of the previous crawl, and of the crawl that is tested. */
const PREVIOUS = new Date('2026-11-25T01:00:00Z');
const START = new Date('2026-11-25T02:00:00Z');

const failure = { message: 'as Glue says', $metadata: { httpStatusCode: 400 } };

/** A crawler that is in these states, one after the other. */
function crawlerIn(...states: readonly object[]) {
  const client = new GlueClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const stub = mockClient(client);
  stub.on(StartCrawlerCommand).resolves({});
  stub.on(ListCrawlsCommand).resolves({ Crawls: [] });
  let gets = stub.on(GetCrawlerCommand);
  for (const state of states) gets = gets.resolvesOnce({ Crawler: state });
  return { client, stub };
}

const ready = (Status: 'SUCCEEDED' | 'FAILED', StartTime = START, more: object = {}) => ({
  State: 'READY',
  LastCrawl: { Status, StartTime, ...more },
});
const noPause = async (): Promise<void> => {};
const ACTIVE = { joined: false, previousStart: PREVIOUS };

describe('starting a crawl', () => {
  it('remembers when the previous crawl started', async () => {
    const { client, stub } = crawlerIn(ready('SUCCEEDED', PREVIOUS));
    expect(await startCrawl(client, 'crawler')).toEqual(ACTIVE);
    expect(stub.commandCalls(StartCrawlerCommand)[0]?.args[0].input).toEqual({ Name: 'crawler' });
  });
  it('joins a crawl that is running', async () => {
    const { client, stub } = crawlerIn({ State: 'RUNNING', LastCrawl: { StartTime: PREVIOUS } });
    stub.on(StartCrawlerCommand).rejects(new CrawlerRunningException(failure));
    expect(await startCrawl(client, 'crawler')).toEqual({ joined: true, previousStart: PREVIOUS });
  });
  it('fails if the crawler no longer exists, and names it', async () => {
    const { client, stub } = crawlerIn();
    stub.on(GetCrawlerCommand).rejects(new EntityNotFoundException(failure));
    await expect(startCrawl(client, 'crawler')).rejects.toThrow(/the crawler crawler /);
  });
});

describe('stopping a crawl', () => {
  it('remembers when the previous crawl started', async () => {
    const { client, stub } = crawlerIn({ State: 'RUNNING', LastCrawl: { StartTime: PREVIOUS } });
    stub.on(StopCrawlerCommand).resolves({});
    expect(await stopCrawl(client, 'crawler')).toEqual(ACTIVE);
    expect(stub.commandCalls(StopCrawlerCommand)[0]?.args[0].input).toEqual({ Name: 'crawler' });
  });
  it.each([
    [new CrawlerNotRunningException(failure), undefined],
    [new CrawlerStoppingException(failure), { joined: true, previousStart: PREVIOUS }],
  ])('may find nothing to stop: %s', async (error, found) => {
    const { client, stub } = crawlerIn({ State: 'STOPPING', LastCrawl: { StartTime: PREVIOUS } });
    stub.on(StopCrawlerCommand).rejects(error);
    expect(await stopCrawl(client, 'crawler')).toEqual(found);
  });
  it('fails if Glue fails', async () => {
    const { client, stub } = crawlerIn({ State: 'RUNNING' });
    stub.on(StopCrawlerCommand).rejects(new Error('denied'));
    await expect(stopCrawl(client, 'crawler')).rejects.toThrow('denied');
  });
});

describe('waiting for a crawl', () => {
  it('returns what the crawl changed and what is billed', async () => {
    const { client, stub } = crawlerIn({ State: 'RUNNING' }, { State: 'STOPPING' }, ready('SUCCEEDED'));
    stub.on(ListCrawlsCommand).resolves({
      Crawls: [
        { StartTime: PREVIOUS, Summary: '{}', DPUHour: 7 },
        {
          ...{
            StartTime: START,
            EndTime: new Date(START.getTime() + 72_400),
            State: 'COMPLETED',
            DPUHour: 0.3333,
          },
          Summary: JSON.stringify({
            TABLE: { UPDATE: JSON.stringify({ Details: { names: ['lake_rows'] }, Count: 1 }) },
            PARTITION: { ADD: JSON.stringify({ Details: { lake_rows: ['a', 'b'] }, Count: 2 }) },
          }),
        },
      ],
    });
    const states: string[] = [];
    const ended = await crawlEnd(client, 'crawler', ACTIVE, {
      wait: noPause,
      onState: (state) => states.push(state),
    });
    expect(states).toEqual(['running', 'stopping']);
    expect(ended).toEqual({
      result: 'SUCCEEDED',
      started: START,
      seconds: 72.4,
      dpuHours: 0.3333,
      changes: { 'TABLE UPDATE': 1, 'PARTITION ADD': 2 },
    });
  });
  it('returns why the crawl failed, and where its log is', async () => {
    const { client } = crawlerIn(
      ready('FAILED', START, {
        ErrorMessage: 'Service Principal: glue.amazonaws.com is not authorized',
        LogGroup: '/aws-glue/crawlers',
        LogStream: 'my-fits-datalake',
      }),
    );
    const ended = await crawlEnd(client, 'crawler', ACTIVE, { wait: noPause });
    expect(ended).toMatchObject({
      ...{ result: 'FAILED', error: 'Service Principal: glue.amazonaws.com is not authorized' },
      log: '/aws-glue/crawlers my-fits-datalake',
    });
  });
  it('does not return the result of the previous crawl', async () => {
    const idle = ready('FAILED', PREVIOUS);
    const { client } = crawlerIn(idle, { State: 'RUNNING' }, ready('SUCCEEDED'));
    expect(await crawlEnd(client, 'crawler', ACTIVE, { wait: noPause })).toMatchObject({
      result: 'SUCCEEDED',
    });
    const { client: never } = crawlerIn(idle, idle, idle);
    const unknown = await crawlEnd(never, 'crawler', ACTIVE, { wait: noPause });
    expect(unknown).toEqual({ result: 'UNKNOWN', changes: {} });
  });
  it('needs no history: it may be unreadable, or have another format', async () => {
    const { client, stub } = crawlerIn(ready('SUCCEEDED'), ready('SUCCEEDED'));
    stub.on(ListCrawlsCommand).rejects(new Error('denied'));
    expect(await crawlEnd(client, 'crawler', ACTIVE, { wait: noPause })).toEqual({
      ...{ result: 'SUCCEEDED', started: START, changes: {} },
    });
    stub.on(ListCrawlsCommand).resolves({ Crawls: [{ StartTime: START, Summary: 'nothing of note' }] });
    expect(await crawlEnd(client, 'crawler', ACTIVE, { wait: noPause })).toMatchObject({ changes: {} });
  });
  it('ends when the signal is aborted', async () => {
    const { client } = crawlerIn({ State: 'RUNNING' }, { State: 'RUNNING' });
    const stop = new AbortController();
    const waiting = crawlEnd(client, 'crawler', ACTIVE, {
      signal: stop.signal,
      onState: () => stop.abort(new Error('Ctrl-C')),
    });
    await expect(waiting).rejects.toThrow('Ctrl-C');
  });
});
