import { expect, it } from 'vitest';
import { deployed, SOURCE } from '../helpers/deployed.ts';
import { image, primary } from '../helpers/fits.ts';
import { type Contents, freshContents, REMOVED } from '../helpers/lake-contents.ts';
import { eventBridge, notification, plain } from '../helpers/messages.ts';
import { countOf, send } from '../helpers/queue.ts';
import { deleteObject, putObject } from '../helpers/source.ts';

const M31 = primary([], ["OBJECT  = 'M31'"]);
const M33 = Buffer.concat([primary([], ["OBJECT  = 'M33'"]), image()]);

const deletedEvent = (key: string): string =>
  eventBridge(SOURCE, key).replace('Object Created', 'Object Deleted').replace('PutObject', 'DeleteObject');

it('events that come twice, late and in the wrong order change nothing', async () => {
  const stack = await deployed();
  const queue = stack.outputs['Queue'] ?? '';
  const [gone, there] = ['messages/gone.fits', 'messages/there.fits'];
  await putObject(gone, M31);
  await deleteObject(gone);
  await putObject(there, M31);
  await deleteObject(there);
  await putObject(there, M33);
  const expected: Contents = new Map([[gone, REMOVED], ...(await freshContents(new Map([[there, M33]])))]);
  await stack.expectContents('messages/', expected);

  const late = [gone, there].flatMap((key) => [eventBridge(SOURCE, key), deletedEvent(key)]);
  await send(queue, [...late, ...late.toReversed(), ...late, ...late]);
  await stack.expectContents('messages/', expected);
  expect(await countOf(stack.outputs['DeadLetterQueue'] ?? '')).toBe(0);
});

it('notifications of S3 and plain messages are understood, keys of theirs too', async () => {
  const stack = await deployed();
  const queue = stack.outputs['Queue'] ?? '';
  const keys = ['a b+c%41.fits', 'ü 🔭.fits', 'c.fits', 'd + e.fits'].map((name) => `hints/${name}`);
  const files = new Map(keys.map((key) => [key, M31]));
  for (const key of keys) await putObject(key, M31);
  await stack.expectContents('hints/', await freshContents(files));

  // hints of keys that were never there leave a mark: so it is seen that they were understood
  const never = ['n b+%41.fits', 'n ü.fits', 'n plain +%20.fits'].map((name) => `hints/${name}`);
  const [first = '', second = '', third = ''] = never;
  const test = JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: SOURCE });
  await send(queue, [notification(SOURCE, first, second, ...keys), test, plain(SOURCE, third)]);
  const marks: Contents = new Map(never.map((key) => [key, REMOVED]));
  const all = [...(await freshContents(files)), ...marks].sort(([a], [b]) => (a < b ? -1 : 1));
  await stack.expectContents('hints/', new Map(all));
  expect(await countOf(stack.outputs['DeadLetterQueue'] ?? '')).toBe(0);
});
