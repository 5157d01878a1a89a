import { expect, it } from 'vitest';
import { until } from '../helpers/deadline.ts';
import { deployed, SOURCE } from '../helpers/deployed.ts';
import { primary } from '../helpers/fits.ts';
import { freshContents } from '../helpers/lake-contents.ts';
import { eventBridge, notification, plain } from '../helpers/messages.ts';
import { bodiesOf, countOf, purge, send, shortenRetries } from '../helpers/queue.ts';
import { putObject } from '../helpers/source.ts';

const UNREADABLE = [
  'no JSON',
  '[]',
  '{"hello": "world"}',
  plain('another-bucket', 'poison/a.fits'),
  eventBridge('another-bucket', 'poison/a.fits'),
  notification(SOURCE, 'poison/a.fits').replace('%2F', '%zz'),
];

it('messages that cannot be read become dead letters, and the others of their batch do not', async () => {
  const stack = await deployed();
  const { Queue: queue = '', DeadLetterQueue: dead = '' } = stack.outputs;
  const files = new Map(['a', 'b', 'c'].map((name) => [`poison/${name}.fits`, primary()]));
  for (const [key, bytes] of files) await putObject(key, bytes);
  await stack.expectContents('poison/', await freshContents(files));
  const lakeKeys = await etags(stack.lake);

  const restoreRetries = await shortenRetries(stack.outputs, 2, { batches: 2, alone: 4 });
  try {
    await send(queue, [...[...files.keys()].map((key) => plain(SOURCE, key)), ...UNREADABLE].sort());
    await until(
      'the unreadable messages to become dead letters',
      60_000,
      async () => (await countOf(dead)) === UNREADABLE.length,
    );
    expect((await bodiesOf(dead)).sort()).toEqual([...UNREADABLE].sort());
    expect(await countOf(queue)).toBe(0);
    // an event always writes the lake object, so each of the other messages was processed
    const after = await etags(stack.lake);
    for (const [key, etag] of lakeKeys) expect(after.get(key), key).not.toBe(etag);
    await stack.expectContents('poison/', await freshContents(files));
  } finally {
    await restoreRetries();
    await purge(dead);
  }
});

async function etags(lake: Awaited<ReturnType<typeof deployed>>['lake']): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const { key, etag } of lake.list('headers/collection=poison/')) found.set(key, etag);
  return found;
}
