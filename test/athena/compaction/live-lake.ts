import { gzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { knownPartitions } from '../../../lambda/known-partitions.ts';
import { partitionAdder } from '../../../lambda/partitions.ts';
import { collectionOf } from '../../../lib/lake/naming.ts';
import { TABLE } from '../../../lib/lake/table.ts';
import { CHANGE_COLUMNS, CHANGES } from '../../../lib/sql/compaction/changes.ts';
import { csvOf, type LakeFile, lakeKeyOf } from '../../helpers/small-lake.ts';
import type { AwsClients } from '../aws-clients.ts';
import type { Deployed } from '../deploy.ts';

// A lake in a bucket that changes, with the deltas that the functions would write.

/** A state of a lake object, on its way into a delta. */
export interface Written {
  readonly file: LakeFile;
  readonly generation: number;
}

/** A lake in a bucket. */
export interface LiveLake {
  /** Writes the lake object of a file, and returns its state. */
  write(file: LakeFile): Promise<Written>;
  /** Writes a delta with the rows of lake objects. */
  writeDelta(states: readonly Written[], time: Date): Promise<void>;
}

/** The lake of a deployed catalog, empty at first. */
export function liveLake({ glue, s3 }: AwsClients, { bucket, database }: Deployed): LiveLake {
  const generations = new Map<string, number>();
  const put = (Key: string, text: string) =>
    s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: gzipSync(text) }));
  const addPartition = partitionAdder({
    table: { client: glue, database, table: TABLE, bucket },
    known: knownPartitions(),
    signal: new AbortController().signal,
  });
  let deltas = 0;
  return {
    write: async (file) => {
      const key = lakeKeyOf(file);
      const generation = (generations.get(key) ?? 0) + 1;
      generations.set(key, generation);
      await put(key, csvOf(file));
      await addPartition(key);
      return { file, generation };
    },
    writeDelta: async (states, time) => {
      const written = microseconds(time);
      const lines = states.flatMap((state) => deltaLines(state, written));
      // in no order, as the ids of invocations
      const id = `${(deltas++ * 7919) % 10_007}-${deltas}`;
      await put(
        `${CHANGES}/day=${written.slice(0, 10)}/${id}.csv.gz`,
        `${[CHANGE_COLUMNS.join(','), ...lines].join('\n')}\n`,
      );
    },
  };
}

function deltaLines({ file, generation }: Written, written: string): string[] {
  const key = lakeKeyOf(file);
  const object = [collectionOf(key).value, generation, `etag-${generation}-of-${key}`, key, written].join(
    ',',
  );
  return csvOf(file)
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => `${line},${object}`);
}

const microseconds = (time: Date): string => time.toISOString().replace('Z', '000Z');
