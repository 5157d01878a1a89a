import { SendMessageBatchCommand, type SendMessageBatchCommandInput, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { keysOf } from '../../lambda/messages.ts';
import { sendToQueue } from '../../lambda/send-to-queue.ts';

const sqs = mockClient(SQSClient);
const refused: unknown[] = [];
const hand = sendToQueue(new SQSClient({}), 'https://queue', 'archive', (error) => refused.push(error));

const sent = (): SendMessageBatchCommandInput[] =>
  sqs.commandCalls(SendMessageBatchCommand).map(({ args: [{ input }] }) => input);

beforeEach(() => {
  sqs.reset();
  refused.length = 0;
  sqs.on(SendMessageBatchCommand).callsFake(({ Entries }: SendMessageBatchCommandInput) => ({
    Successful: Entries?.map(({ Id }) => ({ Id })),
  }));
});

it('sends keys as messages that the header extractor takes, ten at once', async () => {
  const keys = Array.from({ length: 23 }, (_, i) => `a/${i} ü"%.fits`);
  expect(await hand(keys)).toEqual(new Set(keys));
  expect(sent().map(({ Entries }) => Entries?.length)).toEqual([10, 10, 3]);
  const bodies = sent().flatMap(({ Entries = [] }) => Entries.map(({ MessageBody = '' }) => MessageBody));
  expect(bodies.flatMap((body) => keysOf(body, { bucket: 'archive', wants: () => true }))).toEqual(keys);
  expect(refused).toEqual([]);
});

it('writes what SQS takes in no message so that it does', async () => {
  const keys = ['a/\uffff.fits', 'a/\ufffe\u0001.fits'];
  await hand(keys);
  const bodies = sent().flatMap(({ Entries = [] }) => Entries.map(({ MessageBody = '' }) => MessageBody));
  // Source: Amazon SQS API Reference, SendMessage
  for (const body of bodies) expect(body).not.toMatch(/[^\t\n\r\u0020-\ufffd]/);
  expect(bodies.flatMap((body) => keysOf(body, { bucket: 'archive', wants: () => true }))).toEqual(keys);
});

it('gives only those that were taken, and tells why others were not', async () => {
  sqs.on(SendMessageBatchCommand).callsFake(({ Entries }: SendMessageBatchCommandInput) => {
    if (Entries?.some(({ MessageBody }) => MessageBody?.includes('denied'))) throw new Error('access denied');
    return { Successful: [{ Id: '0' }], Failed: [{ Id: '1', Code: 'InternalError', Message: 'later' }] };
  });
  expect(await hand(['a', 'b'])).toEqual(new Set(['a']));
  expect(await hand(['denied'])).toEqual(new Set());
  expect(refused.map(String)).toEqual(['Error: InternalError: later', 'Error: access denied']);
});

it('keeps a request of long keys below what SQS takes', async () => {
  const keys = Array.from({ length: 30 }, (_, i) => 'ü'.repeat(15_000) + i);
  await hand(keys);
  for (const { Entries } of sent())
    expect(Buffer.byteLength(JSON.stringify(Entries))).toBeLessThan(256 * 1024);
  expect(sent().flatMap(({ Entries = [] }) => Entries)).toHaveLength(30);
});
