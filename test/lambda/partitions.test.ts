import {
  BatchCreatePartitionCommand,
  type BatchCreatePartitionCommandInput,
  BatchGetPartitionCommand,
  type BatchGetPartitionCommandInput,
  GlueClient,
} from '@aws-sdk/client-glue';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { type KnownPartitions, knownPartitions } from '../../lambda/known-partitions.ts';
import { type PartitionAdderOptions, partitionAdder } from '../../lambda/partitions.ts';
import { lakeKey } from '../../lib/lake/naming.ts';
import { storageDescriptor } from '../../lib/lake/table.ts';

const client = new GlueClient({ region: 'eu-central-1' });
const glue = mockClient(client);
const existing = new Set<string>();
/** Called before Glue responds to the next BatchGetPartition. */
let before: (() => unknown) | undefined;
const denied = Object.assign(new Error('is not authorized'), { name: 'AccessDeniedException' });

beforeEach(() => {
  glue.reset();
  existing.clear();
  before = undefined;
  glue
    .on(BatchGetPartitionCommand)
    .callsFake(async ({ PartitionsToGet = [] }: BatchGetPartitionCommandInput) => {
      const first = before;
      before = undefined;
      await first?.();
      return { Partitions: PartitionsToGet.filter(({ Values }) => existing.has(Values?.[0] ?? '')) };
    });
  glue
    .on(BatchCreatePartitionCommand)
    .callsFake(({ PartitionInputList = [] }: BatchCreatePartitionCommandInput) => ({
      Errors: PartitionInputList.flatMap(({ Values = [] }) => {
        const [value = ''] = Values;
        const ErrorDetail = { ErrorCode: 'AlreadyExistsException', ErrorMessage: 'it exists' };
        if (existing.has(value)) return [{ PartitionValues: Values, ErrorDetail }];
        existing.add(value);
        return [];
      }),
    }));
});

const table = { client, database: 'fits_datalake', table: 'lake_rows', bucket: 'lake' };
const adder = (known: KnownPartitions = knownPartitions(), options: Partial<PartitionAdderOptions> = {}) =>
  partitionAdder({ table, known, signal: new AbortController().signal, ...options });
const objectOf = (folder: string, name = 'a.fits'): string =>
  lakeKey({ bucket: 'archive', key: `${folder}/${name}` });
const commands = (): string[] =>
  glue.calls().map((call) => call.args[0].constructor.name.replace('Command', ''));

describe('a partition', () => {
  it('is added with its value and its folder, and otherwise described like the table', async () => {
    await adder()(objectOf('m 31=a'));
    const place = { DatabaseName: 'fits_datalake', TableName: 'lake_rows' };
    expect(glue.commandCalls(BatchGetPartitionCommand).map((call) => call.args[0].input)).toEqual([
      { ...place, PartitionsToGet: [{ Values: ['m_31_a'] }] },
    ]);
    const input = {
      Values: ['m_31_a'],
      StorageDescriptor: storageDescriptor('s3://lake/headers/collection=m_31_a/'),
    };
    expect(glue.commandCalls(BatchCreatePartitionCommand).map((call) => call.args[0].input)).toEqual([
      { ...place, PartitionInputList: [input] },
    ]);
  });

  it('is looked up once per container', async () => {
    const known = knownPartitions();
    await adder(known)(objectOf('m31'));
    const add = adder(known);
    await Promise.all([add(objectOf('m31')), add(objectOf('m31', 'b.fits'))]);
    expect(commands()).toEqual(['BatchGetPartition', 'BatchCreatePartition']);
  });

  it('that exists is not created', async () => {
    existing.add('m31');
    await adder()(objectOf('m31'));
    expect(commands()).toEqual(['BatchGetPartition']);
  });

  it('that another container creates in the meantime is accepted', async () => {
    glue.on(BatchGetPartitionCommand).resolves({ Partitions: [], UnprocessedKeys: [{ Values: ['m31'] }] });
    existing.add('m31');
    const known = knownPartitions();
    const counts: number[] = [];
    await adder(known, { onAdded: (count) => counts.push(count) })(objectOf('m31'));
    expect(known.has('m31')).toBe(true);
    expect(counts).toEqual([0]);
  });

  it('is counted only if it is created', async () => {
    existing.add('a');
    const counts: number[] = [];
    const add = adder(knownPartitions(), { onAdded: (count) => counts.push(count) });
    await Promise.all(['a', 'b', 'c'].map((folder) => add(objectOf(folder))));
    await add(objectOf('b'));
    expect(counts).toEqual([2]);
  });
});

describe('a partition that was deleted by hand', () => {
  const MINUTE = 60_000;

  it('is added again with the next file after 15 minutes, with one lookup in that time', async () => {
    let time = Date.parse('2026-01-01T00:00:00Z');
    const now = (): number => time;
    const known = knownPartitions({ now });
    const write = async (): Promise<number> => {
      const before = commands().length;
      const add = adder(known, { now });
      for (let i = 0; i < 50; i++) await add(objectOf('m31', `${i}.fits`));
      return commands().length - before;
    };
    expect(await write()).toBe(2);
    existing.delete('m31');
    time += 14 * MINUTE;
    expect(await write()).toBe(0);
    expect([...existing]).toEqual([]);
    time += MINUTE;
    expect(await write()).toBe(2);
    expect([...existing]).toEqual(['m31']);
    time += 14 * MINUTE;
    expect(await write()).toBe(0);
    time += MINUTE;
    expect(await write()).toBe(1);
  });

  it('is added again by a run that begins later, with one lookup per collection', async () => {
    let time = Date.parse('2026-01-01T00:00:00Z');
    const now = (): number => time;
    const known = knownPartitions({ now });
    await adder(known, { now })(objectOf('m31'));
    existing.delete('m31');
    time += MINUTE;
    const since = time;
    // two batches of the run in the same container
    for (const names of [
      ['a.fits', 'b.fits'],
      ['c.fits', 'd.fits'],
    ]) {
      time += 1000;
      const add = adder(known, { now, since });
      await Promise.all(names.map((name) => add(objectOf('m31', name))));
    }
    expect([...existing]).toEqual(['m31']);
    expect(commands()).toEqual([
      'BatchGetPartition',
      'BatchCreatePartition',
      'BatchGetPartition',
      'BatchCreatePartition',
    ]);
  });

  it('is forgotten earlier if there are more collections than the container remembers', () => {
    const known = knownPartitions({ maxCount: 3, now: () => 0 });
    for (const collection of ['a', 'b', 'a', 'c', 'd']) known.add(collection, 0);
    expect(['a', 'b', 'c', 'd'].filter((collection) => known.has(collection))).toEqual(['a', 'c', 'd']);
  });
});

describe('many collections', () => {
  it('that arrive together share few requests', async () => {
    const add = adder();
    const folders = Array.from({ length: 250 }, (_, i) => `night-${i}`);
    await Promise.all(folders.flatMap((folder) => [add(objectOf(folder)), add(objectOf(folder, 'b.fits'))]));
    expect(existing.size).toBe(250);
    expect(commands()).toEqual(
      Array.from({ length: 3 }, () => ['BatchGetPartition', 'BatchCreatePartition']).flat(),
    );
  });

  it('that arrive during a request share the next one', async () => {
    const gate = Promise.withResolvers<void>();
    before = () => gate.promise;
    const add = adder();
    const all = [add(objectOf('a'))];
    await new Promise((resolve) => setImmediate(resolve));
    for (const folder of ['b', 'c', 'a', 'd']) all.push(add(objectOf(folder)));
    gate.resolve();
    await Promise.all(all);
    const lookups = glue
      .commandCalls(BatchGetPartitionCommand)
      .map((call) => call.args[0].input.PartitionsToGet);
    expect(lookups.map((values) => values?.map(({ Values }) => Values?.[0]))).toEqual([
      ['a'],
      ['b', 'c', 'd'],
    ]);
  });
});

describe('a failure of Glue', () => {
  it('is reported for the collection, which is looked up again the next time', async () => {
    before = () => {
      throw denied;
    };
    const add = adder();
    await expect(add(objectOf('m31'))).rejects.toMatchObject({
      ...{ name: 'PartitionRefused', collection: 'm31', cause: denied },
      message: expect.stringContaining('AccessDeniedException: is not authorized'),
    });
    await add(objectOf('m31'));
    expect([...existing]).toEqual(['m31']);
  });

  it('to create some partitions is reported for those alone', async () => {
    glue.on(BatchCreatePartitionCommand).resolves({
      Errors: [
        {
          PartitionValues: ['b'],
          ErrorDetail: { ErrorCode: 'InternalServiceException', ErrorMessage: 'try again' },
        },
      ],
    });
    const add = adder();
    const results = await Promise.allSettled(['a', 'b', 'c'].map((folder) => add(objectOf(folder))));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({
      reason: { collection: 'b', cause: 'InternalServiceException: try again' },
    });
  });

  it('to accept one value does not keep the others from being added', async () => {
    const invalid = Object.assign(new Error('invalid value'), { name: 'InvalidInputException' });
    glue
      .on(BatchCreatePartitionCommand)
      .callsFake(({ PartitionInputList = [] }: BatchCreatePartitionCommandInput) => {
        if (PartitionInputList.some(({ Values }) => Values?.[0] === 'b')) throw invalid;
        return { Errors: [] };
      });
    const add = adder();
    const results = await Promise.allSettled(['a', 'b', 'c'].map((folder) => add(objectOf(folder))));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('does not delay the end of an invocation that runs out of time: requests carry its signal', async () => {
    const { signal } = new AbortController();
    await adder(knownPartitions(), { signal })(objectOf('m31'));
    expect(glue.calls().map((call) => (call.args as readonly unknown[])[1])).toEqual([
      { abortSignal: signal },
      { abortSignal: signal },
    ]);
  });
});
