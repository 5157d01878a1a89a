import { describe, expect, it } from 'vitest';
import { batchOf, EventRefused } from '../../lambda/backfill-event.ts';

/** An event as Step Functions sends it. */
const EVENT = {
  BatchInput: { task: 'backfill', prefix: 'raw/', force: false, began: '2026-11-25T10:00:00.123Z' },
  Items: [
    {
      Etag: '"d41d8cd98f00b204e9800998ecf8427e"',
      Key: 'raw/a b+ü%.fits',
      LastModified: 1_668_699_881,
      Size: 2880,
      StorageClass: 'STANDARD',
    },
  ],
};

describe('batchOf', () => {
  it('reads an event of Step Functions', () => {
    expect(batchOf(EVENT)).toEqual({
      task: 'backfill',
      sources: [{ bucket: undefined, prefix: 'raw/' }],
      force: false,
      began: new Date('2026-11-25T10:00:00.123Z'),
      objects: [
        {
          key: 'raw/a b+ü%.fits',
          etag: 'd41d8cd98f00b204e9800998ecf8427e',
          size: 2880,
          lastModified: new Date('2022-11-17T15:44:41Z'),
        },
      ],
      crashed: false,
    });
  });

  const input = (fields: object) => {
    const { prefix: _, ...others } = EVENT.BatchInput;
    return { ...EVENT, BatchInput: { ...others, ...fields } };
  };

  it('reads what a run with a list of sources sends', () => {
    const source = { bucket: 'archive', prefix: '' };
    expect(batchOf(input(source)).sources).toEqual([source]);
    const sources = [source, { bucket: 'survey', prefix: 'raw/' }];
    expect(batchOf(input({ task: 'reconcile', sources })).sources).toEqual(sources);
  });

  it('reads which bucket to forget', () => {
    expect(batchOf(input({ task: 'forget', forget: 'old' }))).toMatchObject({ sources: [], forget: 'old' });
  });

  it.each<[object, string]>([
    [{ task: 'forget' }, 'BatchInput.forget is missing'],
    [{ sources: 'a' }, 'BatchInput.sources is "a"'],
    [{ sources: [{ bucket: 'a', prefix: '' }, 7] }, 'BatchInput.sources[1] is 7'],
    [{ sources: [{ prefix: '' }] }, 'BatchInput.sources[0].bucket is missing'],
    [{ sources: [{ bucket: 'a' }] }, 'BatchInput.sources[0].prefix is missing'],
    [{ bucket: '', prefix: '' }, 'BatchInput.bucket is ""'],
  ])('refuses the input %j', (fields, why) => {
    expect(() => batchOf(input(fields))).toThrow(new EventRefused(why));
  });

  it('recognizes a batch on which the function crashed', () => {
    expect(batchOf({ ...EVENT, crashed: { Error: 'Lambda.Unknown', Cause: '' } }).crashed).toBe(true);
  });

  const item = EVENT.Items[0]!;
  it.each<[unknown, string]>([
    [undefined, 'the event is missing'],
    [[], 'the event is []'],
    [{ ...EVENT, BatchInput: 7 }, 'BatchInput is 7'],
    [{ ...EVENT, Items: undefined }, 'Items is missing'],
    [{ ...EVENT, BatchInput: { ...EVENT.BatchInput, task: 'mow' } }, 'BatchInput.task is "mow"'],
    [{ ...EVENT, BatchInput: { ...EVENT.BatchInput, prefix: null } }, 'BatchInput.prefix is null'],
    [{ ...EVENT, BatchInput: { ...EVENT.BatchInput, force: 'yes' } }, 'BatchInput.force is "yes"'],
    [{ ...EVENT, BatchInput: { ...EVENT.BatchInput, began: 'now' } }, 'BatchInput.began is "now"'],
    [{ ...EVENT, Items: [item, { ...item, Key: '' }] }, 'Items[1].Key is ""'],
    [{ ...EVENT, Items: [{ ...item, Etag: 3 }] }, 'Items[0].Etag is 3'],
    [{ ...EVENT, Items: [{ ...item, Size: '1' }] }, 'Items[0].Size is "1"'],
    [{ ...EVENT, Items: [{ ...item, LastModified: null }] }, 'Items[0].LastModified is null'],
  ])('refuses %j', (event, why) => {
    expect(() => batchOf(event)).toThrow(new EventRefused(why));
  });
});
