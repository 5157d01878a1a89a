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
import { crawlEnd, startCrawl, stopCrawl } from '../../../lib/cli/crawl/crawl.ts';
import { crawlText } from '../../../lib/cli/crawl/text.ts';

const BEFORE = new Date('2026-11-25T01:00:00Z');
const THEN = new Date('2026-11-25T02:00:00Z');

const failure = { message: 'as Glue says', $metadata: { httpStatusCode: 400 } };

/** A crawler that is seen in these states, one after the other. */
function crawlerIn(...seen: readonly object[]) {
  const client = new GlueClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const stub = mockClient(client);
  stub.on(StartCrawlerCommand).resolves({});
  stub.on(ListCrawlsCommand).resolves({ Crawls: [] });
  let gets = stub.on(GetCrawlerCommand);
  for (const one of seen) gets = gets.resolvesOnce({ Crawler: one });
  return { client, stub };
}

const ready = (Status: 'SUCCEEDED' | 'FAILED', StartTime = THEN, more: object = {}) => ({
  State: 'READY',
  LastCrawl: { Status, StartTime, ...more },
});
const now = async (): Promise<void> => {};
const BEGUN = { joined: false, before: BEFORE };

describe('starting a crawl', () => {
  it('recognizes the crawl before it', async () => {
    const { client, stub } = crawlerIn(ready('SUCCEEDED', BEFORE));
    expect(await startCrawl(client, 'crawler')).toEqual(BEGUN);
    expect(stub.commandCalls(StartCrawlerCommand)[0]?.args[0].input).toEqual({ Name: 'crawler' });
  });
  it('joins one that runs', async () => {
    const { client, stub } = crawlerIn({ State: 'RUNNING', LastCrawl: { StartTime: BEFORE } });
    stub.on(StartCrawlerCommand).rejects(new CrawlerRunningException(failure));
    expect(await startCrawl(client, 'crawler')).toEqual({ joined: true, before: BEFORE });
  });
  it('says that there is none', async () => {
    const { client, stub } = crawlerIn();
    stub.on(GetCrawlerCommand).rejects(new EntityNotFoundException(failure));
    await expect(startCrawl(client, 'crawler')).rejects.toThrow(/^there is no crawler crawler any more/);
  });
});

describe('stopping a crawl', () => {
  it('recognizes the crawl before it', async () => {
    const { client, stub } = crawlerIn({ State: 'RUNNING', LastCrawl: { StartTime: BEFORE } });
    stub.on(StopCrawlerCommand).resolves({});
    expect(await stopCrawl(client, 'crawler')).toEqual(BEGUN);
    expect(stub.commandCalls(StopCrawlerCommand)[0]?.args[0].input).toEqual({ Name: 'crawler' });
  });
  it.each([
    [new CrawlerNotRunningException(failure), undefined],
    [new CrawlerStoppingException(failure), { joined: true, before: BEFORE }],
  ])('may find that there is nothing to stop: %s', async (error, found) => {
    const { client, stub } = crawlerIn({ State: 'STOPPING', LastCrawl: { StartTime: BEFORE } });
    stub.on(StopCrawlerCommand).rejects(error);
    expect(await stopCrawl(client, 'crawler')).toEqual(found);
  });
  it('fails if Glue fails', async () => {
    const { client, stub } = crawlerIn({ State: 'RUNNING' });
    stub.on(StopCrawlerCommand).rejects(new Error('denied'));
    await expect(stopCrawl(client, 'crawler')).rejects.toThrow('denied');
  });
});

describe('the end of a crawl', () => {
  it('is waited for, and told with what it changed and what it costs', async () => {
    const { client, stub } = crawlerIn({ State: 'RUNNING' }, { State: 'STOPPING' }, ready('SUCCEEDED'));
    stub.on(ListCrawlsCommand).resolves({
      Crawls: [
        { StartTime: BEFORE, Summary: '{}', DPUHour: 7 },
        {
          ...{
            StartTime: THEN,
            EndTime: new Date(THEN.getTime() + 72_400),
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
    const ended = await crawlEnd(client, 'crawler', BEGUN, {
      wait: now,
      onState: (state) => states.push(state),
    });
    expect(states).toEqual(['running', 'stopping']);
    expect(ended).toEqual({
      result: 'SUCCEEDED',
      started: THEN,
      seconds: 72.4,
      dpuHours: 0.3333,
      changes: { 'TABLE UPDATE': 1, 'PARTITION ADD': 2 },
    });
    expect(crawlText(ended)).toBe(
      'the crawl succeeded in 72 s: 1 table updated, 2 partitions added; 0.33 DPU hours',
    );
  });
  it('may be a failure, with its reason', async () => {
    const { client } = crawlerIn(
      ready('FAILED', THEN, {
        ErrorMessage: 'Service Principal: glue.amazonaws.com is not authorized',
        LogGroup: '/aws-glue/crawlers',
        LogStream: 'my-fits-datalake',
      }),
    );
    const ended = await crawlEnd(client, 'crawler', BEGUN, { wait: now });
    expect(crawlText(ended)).toBe(
      'the crawl failed: Service Principal: glue.amazonaws.com is not authorized (its log: /aws-glue/crawlers my-fits-datalake)',
    );
  });
  it('is not that of the crawl before', async () => {
    const idle = ready('FAILED', BEFORE);
    const { client } = crawlerIn(idle, { State: 'RUNNING' }, ready('SUCCEEDED'));
    expect(await crawlEnd(client, 'crawler', BEGUN, { wait: now })).toMatchObject({ result: 'SUCCEEDED' });
    const { client: never } = crawlerIn(idle, idle, idle);
    const unknown = await crawlEnd(never, 'crawler', BEGUN, { wait: now });
    expect(crawlText(unknown)).toBe('the crawl has ended; Glue does not report the result');
  });
  it('is told also where the history cannot be read, or is in another form', async () => {
    const { client, stub } = crawlerIn(ready('SUCCEEDED'), ready('SUCCEEDED'));
    stub.on(ListCrawlsCommand).rejects(new Error('denied'));
    expect(crawlText(await crawlEnd(client, 'crawler', BEGUN, { wait: now }))).toBe(
      'the crawl succeeded: nothing changed',
    );
    stub.on(ListCrawlsCommand).resolves({ Crawls: [{ StartTime: THEN, Summary: 'nothing of note' }] });
    expect(await crawlEnd(client, 'crawler', BEGUN, { wait: now })).toMatchObject({ changes: {} });
  });
  it('is not waited for any more where nobody wants to', async () => {
    const { client } = crawlerIn({ State: 'RUNNING' }, { State: 'RUNNING' });
    const stop = new AbortController();
    const waiting = crawlEnd(client, 'crawler', BEGUN, {
      signal: stop.signal,
      onState: () => stop.abort(new Error('enough')),
    });
    await expect(waiting).rejects.toThrow('enough');
  });
});
