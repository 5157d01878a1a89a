import { SendMessageBatchCommand, type SendMessageBatchCommandInput, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { type Message, sendAgain } from '../../lambda/send-again.ts';

const QUEUE = 'https://sqs.example/queue';

/** A queue that refuses bodies that begin with `refuse`, and requests that hold one of `fail`. */
function queue() {
  const client = new SQSClient({ region: 'eu-central-1' });
  const sent: SendMessageBatchCommandInput[] = [];
  mockClient(client)
    .on(SendMessageBatchCommand)
    .callsFake((input: SendMessageBatchCommandInput) => {
      if (input.Entries?.some(({ MessageBody = '' }) => MessageBody.startsWith('fail')))
        throw new Error('down');
      sent.push(input);
      const taken = input.Entries?.filter(({ MessageBody = '' }) => !MessageBody.startsWith('refuse'));
      return { Successful: taken?.map(({ Id }) => ({ Id })) };
    });
  const bodies = () => sent.flatMap(({ Entries = [] }) => Entries.map(({ MessageBody }) => MessageBody));
  return { again: sendAgain(client, QUEUE), sent, bodies };
}

const message = (body: string, times?: string): Message => ({
  messageId: `id of ${body}`,
  body,
  messageAttributes: times === undefined ? {} : { 'sent-again': { dataType: 'Number', stringValue: times } },
});

it('messages go back as they were, ten in a request', async () => {
  const { again, sent, bodies } = queue();
  const messages = Array.from({ length: 25 }, (_, i) => message(`${i}`));
  expect(await again(messages)).toEqual(new Set(messages.map(({ messageId }) => messageId)));
  expect(sent.map(({ QueueUrl, Entries }) => [QueueUrl, Entries?.length])).toEqual([
    [QUEUE, 10],
    [QUEUE, 10],
    [QUEUE, 5],
  ]);
  expect(bodies()).toEqual(messages.map(({ body }) => body));
});

it('nothing is asked where nothing is to be sent', async () => {
  const { again, sent } = queue();
  expect(await again([])).toEqual(new Set());
  expect(sent).toEqual([]);
});

it('those that did not go are told by their absence', async () => {
  const { again } = queue();
  const messages = [...'abcdefghi'].map((body) => message(body));
  const answer = await again([message('refuse'), ...messages, message('fail'), message('j')]);
  expect(answer).toEqual(new Set(messages.map(({ messageId }) => messageId)));
});

it('each is counted, and none goes round for ever', async () => {
  const { again, sent } = queue();
  const answer = await again([message('a'), message('b', '1'), message('c', '499'), message('d', '500')]);
  expect(answer).toEqual(new Set(['id of a', 'id of b', 'id of c']));
  expect(sent[0]?.Entries?.map(({ MessageAttributes }) => MessageAttributes?.['sent-again'])).toEqual(
    ['1', '2', '500'].map((StringValue) => ({ DataType: 'Number', StringValue })),
  );
});
