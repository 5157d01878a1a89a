import { expect, it } from 'vitest';
import { until } from '../helpers/deadline.ts';
import { deployed, SOURCE, STACK } from '../helpers/deployed.ts';
import { primary } from '../helpers/fits.ts';
import { freshContents } from '../helpers/lake-contents.ts';
import { plain } from '../helpers/messages.ts';
import { countOf, send, shortenRetries } from '../helpers/queue.ts';
import { putObject } from '../helpers/source.ts';
import { changeStack } from '../helpers/stack-template.ts';
import { leaveNoTime } from '../helpers/template-changes.ts';

it('a file for which a batch has no time moves to the retry queue and is processed there', async () => {
  const stack = await deployed();
  const { Queue: queue = '', RetryQueue: retries = '', DeadLetterQueue: dead = '' } = stack.outputs;
  const files = new Map([['no time/a.fits', primary()]]);
  const restore = await changeStack(STACK, leaveNoTime);
  const restoreRetries = await shortenRetries(stack.outputs, 2, { batches: 2, alone: 1000 });
  try {
    for (const [key, bytes] of files) await putObject(key, bytes);
    await send(
      queue,
      [...files.keys()].map((key) => plain(SOURCE, key)),
    );
    // at least one message per file: the event of the bucket names it too
    await until(
      'the messages to reach the retry queue',
      60_000,
      async () => (await countOf(retries)) >= files.size || undefined,
    );
    expect(await countOf(dead)).toBe(0);
  } finally {
    await restore();
    await restoreRetries();
  }
  await stack.expectContents('no time/', await freshContents(files));
  expect(await countOf(dead)).toBe(0);
});
