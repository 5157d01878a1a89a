import { SendMessageBatchCommand, type SendMessageBatchCommandInput, SQSClient } from '@aws-sdk/client-sqs';
import { beforeEach, expect, it } from 'vitest';
import { filesOf } from '../../lambda/messages.ts';
import { queueSender } from '../../lambda/send-to-queue.ts';
import { mockClass } from '../helpers/mock-client.ts';

const sqs = mockClass(SQSClient);
const errors: unknown[] = [];
const sendToQueue = queueSender({
  ...{ client: new SQSClient({}), url: 'https://queue' },
  onError: (error) => errors.push(error),
});

const filesNamed = (keys: readonly string[]) => keys.map((key) => ({ bucket: 'archive', key }));
const everything = { sources: [{ bucket: 'archive', prefix: '' }], wants: () => true };

const sent = (): SendMessageBatchCommandInput[] =>
  sqs.commandCalls(SendMessageBatchCommand).map(({ args: [{ input }] }) => input);

beforeEach(() => {
  sqs.reset();
  errors.length = 0;
  sqs.on(SendMessageBatchCommand).callsFake(({ Entries }: SendMessageBatchCommandInput) => ({
    Successful: Entries?.map(({ Id }) => ({ Id })),
  }));
});

it('sends files as messages that the header extractor reads, ten per request', async () => {
  const files = filesNamed(Array.from({ length: 23 }, (_, i) => `a/${i} ü"%.fits`));
  expect(await sendToQueue(files)).toEqual(new Set(files));
  expect(sent().map(({ Entries }) => Entries?.length)).toEqual([10, 10, 3]);
  const bodies = sent().flatMap(({ Entries = [] }) => Entries.map(({ MessageBody = '' }) => MessageBody));
  expect(bodies.flatMap((body) => filesOf(body, everything))).toEqual(files);
  expect(errors).toEqual([]);
});

it('escapes the characters that SQS rejects', async () => {
  const files = filesNamed(['a/\uffff.fits', 'a/\ufffe\u0001.fits']);
  await sendToQueue(files);
  const bodies = sent().flatMap(({ Entries = [] }) => Entries.map(({ MessageBody = '' }) => MessageBody));
  // Source: Amazon SQS API Reference, SendMessage
  for (const body of bodies) expect(body).not.toMatch(/[^\t\n\r\u0020-\ufffd]/);
  expect(bodies.flatMap((body) => filesOf(body, everything))).toEqual(files);
});

it('returns the accepted files and reports why others were not accepted', async () => {
  sqs.on(SendMessageBatchCommand).callsFake(({ Entries }: SendMessageBatchCommandInput) => {
    if (Entries?.some(({ MessageBody }) => MessageBody?.includes('denied'))) throw new Error('access denied');
    return { Successful: [{ Id: '0' }], Failed: [{ Id: '1', Code: 'InternalError', Message: 'later' }] };
  });
  expect(await sendToQueue(filesNamed(['a', 'b']))).toEqual(new Set(filesNamed(['a'])));
  expect(await sendToQueue(filesNamed(['denied']))).toEqual(new Set());
  expect(errors.map(String)).toEqual(['Error: InternalError: later', 'Error: access denied']);
});

it('keeps a request with long keys below 256 KiB', async () => {
  const keys = Array.from({ length: 30 }, (_, i) => 'ü'.repeat(15_000) + i);
  await sendToQueue(filesNamed(keys));
  for (const { Entries } of sent())
    expect(Buffer.byteLength(JSON.stringify(Entries))).toBeLessThan(256 * 1024);
  expect(sent().flatMap(({ Entries = [] }) => Entries)).toHaveLength(30);
});
