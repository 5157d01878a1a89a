import { expect, it } from 'vitest';
import { until } from '../helpers/deadline.ts';
import { deployed, SOURCE, STACK } from '../helpers/deployed.ts';
import { primary } from '../helpers/fits.ts';
import { freshContents } from '../helpers/lake-contents.ts';
import { plain } from '../helpers/messages.ts';
import { countOf, impatient, send, sentAgain } from '../helpers/queue.ts';
import { putObject } from '../helpers/source.ts';
import { changeStack } from '../helpers/stack-template.ts';
import { leaveNoTime } from '../helpers/template-changes.ts';

it('a file for which there is no time, however often, is no dead letter, and is looked at when there is', async () => {
  const stack = await deployed();
  const { Queue: queue = '', DeadLetterQueue: dead = '' } = stack.outputs;
  const files = new Map([['no time/a.fits', primary()]]);
  const restore = await changeStack(STACK, leaveNoTime);
  // looking at a message counts as receiving it
  const patience = await impatient(queue, 1, 1000);
  try {
    for (const [key, bytes] of files) await putObject(key, bytes);
    await send(
      queue,
      [...files.keys()].map((key) => plain(SOURCE, key)),
    );
    await until('it was sent again twice', 60_000, async () => (await sentAgain(queue)) >= 2 || undefined);
  } finally {
    await restore();
    await patience();
  }
  await stack.expectContents('no time/', await freshContents(files));
  expect(await countOf(dead)).toBe(0);
});
