// status --stack: how many files the lake has of each bucket, and of which buckets the stack no longer covers.

import { bucketsOf } from '../../deployment/sources.ts';
import type { Value } from '../../engines/answer.ts';
import type { DeployedStack } from '../aws/deployed.ts';
import { count } from '../terminal/words.ts';

/** What the lake has of a bucket. */
export interface BucketCounts {
  readonly bucket: string;
  readonly files: number;
  /** Those of the files that are faulty. */
  readonly faulty: number;
  /** Files that were removed from the bucket. */
  readonly removed: number;
}

/**
 * The counts of each bucket, by its name.
 *
 * @param rows of the query `FILE_COUNTS`: card type, code, rows, files, bucket
 */
export function bucketCounts(rows: readonly (readonly Value[])[]): BucketCounts[] {
  const ofBucket = rows.filter(([, , , , bucket]) => typeof bucket === 'string');
  const names = [...new Set(ofBucket.map(([, , , , bucket]) => String(bucket)))].toSorted();
  return names.map((bucket) => {
    const filesOf = (type: string): number =>
      Number(ofBucket.find(([cardType, , , , name]) => cardType === type && name === bucket)?.[3] ?? 0);
    return { bucket, files: filesOf('file'), faulty: filesOf('fault'), removed: filesOf('tombstone') };
  });
}

/**
 * The counts as text, if there is more than one bucket: those of the stack, also without files, and then those that it no
 * longer covers. Rows of these are not a problem: one may want to keep them.
 */
export function bucketsText(
  counts: readonly BucketCounts[],
  { name, sources }: Pick<DeployedStack, 'name' | 'sources'>,
): string {
  const covered = bucketsOf(sources);
  const ofStack = covered.map(
    (bucket) => counts.find((each) => each.bucket === bucket) ?? { bucket, files: 0, faulty: 0, removed: 0 },
  );
  const others = counts.filter(({ bucket }) => !covered.includes(bucket));
  const parts = [
    ...(covered.length > 1 ? [ofStack.map(countsText).join(', ')] : []),
    ...others.map(
      (each) =>
        `${countsText(each)}, which the stack no longer covers: its rows stay in the lake; to delete them: ` +
        `fits-datalake backfill --stack ${name} --forget ${each.bucket}`,
    ),
  ];
  return parts.map((part) => `; ${part}`).join('');
}

function countsText({ bucket, files, faulty, removed }: BucketCounts): string {
  const details = [
    ...(faulty > 0 ? [`${count(faulty)} faulty`] : []),
    ...(removed > 0 ? [`${count(removed)} removed`] : []),
  ];
  return `${count(files)} of ${bucket}${details.length > 0 ? ` (${details.join(', ')})` : ''}`;
}
