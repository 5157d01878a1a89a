import { gzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { knownPartitions } from '../../../lambda/known-partitions.ts';
import { partitionAdder } from '../../../lambda/partitions.ts';
import { DELTA_HEADER_LINE, deltaKey, newDeltaId, rowEnd } from '../../../lib/lake/changes/delta.ts';
import { TABLE } from '../../../lib/lake/table.ts';
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
  /** The next state of a file, for a delta, without writing its lake object. A compaction never reads it. */
  next(file: LakeFile): Written;
  /** Writes a delta with the rows of lake objects. */
  writeDelta(states: readonly Written[], time: Date): Promise<void>;
}

/** The lake of a deployed catalog, empty at first. */
export function liveLake({ glue, s3 }: AwsClients, { bucket, database }: Deployed): LiveLake {
  const generations = new Map<string, number>();
  const put = async (Key: string, text: string): Promise<void> => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: gzipSync(text) }));
  };
  const addPartition = partitionAdder({
    table: { client: glue, database, table: TABLE, bucket },
    known: knownPartitions(),
    signal: new AbortController().signal,
  });
  const next = (file: LakeFile): Written => {
    const key = lakeKeyOf(file);
    const generation = (generations.get(key) ?? 0) + 1;
    generations.set(key, generation);
    return { file, generation };
  };
  return {
    write: async (file) => {
      const key = lakeKeyOf(file);
      await put(key, csvOf(file));
      await addPartition(key);
      return next(file);
    },
    next,
    writeDelta: (states, time) =>
      put(
        deltaKey(newDeltaId(time)),
        DELTA_HEADER_LINE + states.map((state) => deltaRows(state, time)).join(''),
      ),
  };
}

function deltaRows({ file, generation }: Written, written: Date): string {
  const lakeKey = lakeKeyOf(file);
  const end = rowEnd({ lakeKey, etag: `etag-${generation}-of-${lakeKey}`, generation, written });
  const [, ...rows] = csvOf(file).trimEnd().split('\n');
  return rows.map((row) => `${row}${end}`).join('');
}
