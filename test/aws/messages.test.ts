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

it('events that arrive twice, late or in the wrong order change nothing', async () => {
  const stack = await deployed();
  const queue = stack.outputs['Queue'] ?? '';
  const [removed, present] = ['messages/removed.fits', 'messages/present.fits'];
  await putObject(removed, M31);
  await deleteObject(removed);
  await putObject(present, M31);
  await deleteObject(present);
  await putObject(present, M33);
  const expected: Contents = new Map([
    [removed, REMOVED],
    ...(await freshContents(new Map([[present, M33]]))),
  ]);
  await stack.expectContents('messages/', expected);

  const late = [removed, present].flatMap((key) => [eventBridge(SOURCE, key), deletedEvent(key)]);
  await send(queue, [...late, ...late.toReversed(), ...late, ...late]);
  await stack.expectContents('messages/', expected);
  expect(await countOf(stack.outputs['DeadLetterQueue'] ?? '')).toBe(0);
});

it('S3 event notifications and plain messages are accepted', async () => {
  const stack = await deployed();
  const queue = stack.outputs['Queue'] ?? '';
  const keys = ['a b+c%41.fits', 'ü 🔭.fits', 'c.fits', 'd + e.fits'].map((name) => `hints/${name}`);
  const files = new Map(keys.map((key) => [key, M31]));
  for (const key of keys) await putObject(key, M31);
  await stack.expectContents('hints/', await freshContents(files));

  // a message about a key that never existed leaves a tombstone, which shows that the message was read
  const missing = ['n b+%41.fits', 'n ü.fits', 'n plain +%20.fits'].map((name) => `hints/${name}`);
  const [first = '', second = '', third = ''] = missing;
  const test = JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: SOURCE });
  await send(queue, [notification(SOURCE, first, second, ...keys), test, plain(SOURCE, third)]);
  const tombstones: Contents = new Map(missing.map((key) => [key, REMOVED]));
  const all = [...(await freshContents(files)), ...tombstones].sort(([a], [b]) => (a < b ? -1 : 1));
  await stack.expectContents('hints/', new Map(all));
  expect(await countOf(stack.outputs['DeadLetterQueue'] ?? '')).toBe(0);
});
