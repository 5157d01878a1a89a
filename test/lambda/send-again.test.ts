import { SendMessageCommand, type SendMessageCommandInput, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { type Message, sendAgain } from '../../lambda/send-again.ts';

const QUEUE = 'https://sqs.example/queue';

/** A queue that takes no body `no`. */
function queue() {
  const client = new SQSClient({ region: 'eu-central-1' });
  const sent: SendMessageCommandInput[] = [];
  const refused: unknown[] = [];
  mockClient(client)
    .on(SendMessageCommand)
    .callsFake((input: SendMessageCommandInput) => {
      if (input.MessageBody === 'no') throw new Error('down');
      sent.push(input);
      return {};
    });
  return {
    again: sendAgain(client, { url: QUEUE, receives: 5 }, (error) => refused.push(error)),
    sent,
    refused,
  };
}

const message = (body: string, times?: string, receives = 5): Message => ({
  messageId: `id of ${body}`,
  body,
  attributes: { ApproximateReceiveCount: String(receives) },
  messageAttributes: times === undefined ? {} : { 'sent-again': { dataType: 'Number', stringValue: times } },
});

it('messages go back as they were', async () => {
  const { again, sent } = queue();
  expect(await again([message('a'), message('b')])).toEqual(new Set(['id of a', 'id of b']));
  expect(sent).toMatchObject(['a', 'b'].map((MessageBody) => ({ QueueUrl: QUEUE, MessageBody })));
});

it('only those that would not come again by themselves', async () => {
  const { again, sent } = queue();
  expect(await again([message('a', undefined, 4), message('b')])).toEqual(new Set(['id of b']));
  expect(sent.map(({ MessageBody }) => MessageBody)).toEqual(['b']);
});

it('those that did not go are told by their absence, and why', async () => {
  const { again, refused } = queue();
  expect(await again([message('a'), message('no'), message('b')])).toEqual(new Set(['id of a', 'id of b']));
  expect(refused).toEqual([new Error('down')]);
});

it('each is counted, and none goes round for ever', async () => {
  const { again, sent } = queue();
  const answer = await again([message('a'), message('b', '1'), message('c', '9'), message('d', '10')]);
  expect(answer).toEqual(new Set(['id of a', 'id of b', 'id of c']));
  expect(sent.map(({ MessageAttributes }) => MessageAttributes?.['sent-again'])).toEqual(
    ['1', '2', '10'].map((StringValue) => ({ DataType: 'Number', StringValue })),
  );
});
