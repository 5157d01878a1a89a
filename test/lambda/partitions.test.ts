import {
  BatchCreatePartitionCommand,
  type BatchCreatePartitionCommandInput,
  BatchGetPartitionCommand,
  type BatchGetPartitionCommandInput,
  GlueClient,
} from '@aws-sdk/client-glue';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { partitions } from '../../lambda/partitions.ts';
import { lakeKey } from '../../lib/lake/naming.ts';
import { storageDescriptor } from '../../lib/lake/table.ts';

const client = new GlueClient({ region: 'eu-central-1' });
const glue = mockClient(client);
const there = new Set<string>();
/** Done before Glue answers its next question. */
let before: (() => unknown) | undefined;
const denied = Object.assign(new Error('is not authorized'), { name: 'AccessDeniedException' });

beforeEach(() => {
  glue.reset();
  there.clear();
  before = undefined;
  glue
    .on(BatchGetPartitionCommand)
    .callsFake(async ({ PartitionsToGet = [] }: BatchGetPartitionCommandInput) => {
      const first = before;
      before = undefined;
      await first?.();
      return { Partitions: PartitionsToGet.filter(({ Values }) => there.has(Values?.[0] ?? '')) };
    });
  glue
    .on(BatchCreatePartitionCommand)
    .callsFake(({ PartitionInputList = [] }: BatchCreatePartitionCommandInput) => ({
      Errors: PartitionInputList.flatMap(({ Values = [] }) => {
        const [value = ''] = Values;
        const ErrorDetail = { ErrorCode: 'AlreadyExistsException', ErrorMessage: 'it exists' };
        if (there.has(value)) return [{ PartitionValues: Values, ErrorDetail }];
        there.add(value);
        return [];
      }),
    }));
});

const table = { client, database: 'fits_datalake', table: 'lake_rows', bucket: 'lake' };
const adder = (known = new Set<string>(), signal = new AbortController().signal) =>
  partitions({ ...table, known, signal });
const objectOf = (folder: string, name = 'a.fits'): string =>
  lakeKey({ bucket: 'archive', key: `${folder}/${name}` });
const commands = (): string[] =>
  glue.calls().map((call) => call.args[0].constructor.name.replace('Command', ''));

describe('a partition', () => {
  it('is added with its value, and its folder as location, else described as the table is', async () => {
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

  it('is asked for once in a container', async () => {
    const known = new Set<string>();
    await adder(known)(objectOf('m31'));
    const add = adder(known);
    await Promise.all([add(objectOf('m31')), add(objectOf('m31', 'b.fits'))]);
    expect(commands()).toEqual(['BatchGetPartition', 'BatchCreatePartition']);
  });

  it('that is there is not created', async () => {
    there.add('m31');
    await adder()(objectOf('m31'));
    expect(commands()).toEqual(['BatchGetPartition']);
  });

  it('that another container creates in between is there', async () => {
    glue.on(BatchGetPartitionCommand).resolves({ Partitions: [], UnprocessedKeys: [{ Values: ['m31'] }] });
    there.add('m31');
    const known = new Set<string>();
    await adder(known)(objectOf('m31'));
    expect([...known]).toEqual(['m31']);
  });
});

describe('many collections at once', () => {
  it('take few requests, and each waits for its own', async () => {
    const add = adder();
    const folders = Array.from({ length: 250 }, (_, i) => `night-${i}`);
    await Promise.all(folders.flatMap((folder) => [add(objectOf(folder)), add(objectOf(folder, 'b.fits'))]));
    expect(there.size).toBe(250);
    expect(commands()).toEqual(
      Array.from({ length: 3 }, () => ['BatchGetPartition', 'BatchCreatePartition']).flat(),
    );
  });

  it('are gathered while a request is under way', async () => {
    const gate = Promise.withResolvers<void>();
    before = () => gate.promise;
    const add = adder();
    const all = [add(objectOf('a'))];
    await new Promise((resolve) => setImmediate(resolve));
    for (const folder of ['b', 'c', 'a', 'd']) all.push(add(objectOf(folder)));
    gate.resolve();
    await Promise.all(all);
    const asked = glue
      .commandCalls(BatchGetPartitionCommand)
      .map((call) => call.args[0].input.PartitionsToGet);
    expect(asked.map((some) => some?.map(({ Values }) => Values?.[0]))).toEqual([['a'], ['b', 'c', 'd']]);
  });
});

describe('where Glue fails', () => {
  it('the collection is asked for again the next time', async () => {
    before = () => {
      throw denied;
    };
    const add = adder();
    await expect(add(objectOf('m31'))).rejects.toThrow(
      'no partition for the collection "m31": AccessDeniedException: is not authorized',
    );
    await add(objectOf('m31'));
    expect([...there]).toEqual(['m31']);
  });

  it('only the collections that it names have failed', async () => {
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
    expect(results[1]).toMatchObject({ reason: { message: /InternalServiceException: try again$/ } });
  });

  it('a value that it does not take keeps no others from theirs', async () => {
    const invalid = Object.assign(new Error('not such a value'), { name: 'InvalidInputException' });
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

  it('and is not waited for once the time is over', async () => {
    const { signal } = new AbortController();
    await adder(new Set(), signal)(objectOf('m31'));
    expect(glue.calls().map((call) => (call.args as readonly unknown[])[1])).toEqual([
      { abortSignal: signal },
      { abortSignal: signal },
    ]);
  });
});
