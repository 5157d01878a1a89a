import type { FilePlace } from '../sky/derive.ts';
import { percentEncoded } from '../sky/percent-encoding.ts';
import type { SourceFile } from './extraction.ts';
import { shortHash } from './naming.ts';
import { rememberLast } from './remember-last.ts';
import { rootsAmong } from './roots.ts';

// How URLs and identifiers name a source file.

const rootOf = (bucket: string): string | undefined => rootsAmong([bucket])[0];

/**
 * The URL of a source file: `s3://bucket/key` or `file:///root/key`, percent-encoded. A file without a bucket has its path
 * only.
 */
export function sourceUrl({ bucket, key }: SourceFile): string {
  const root = rootOf(bucket);
  if (root !== undefined) return `file://${percentEncoded(`${root === '/' ? '' : root}/${key}`)}`;
  return bucket === '' ? percentEncoded(key) : `s3://${percentEncoded(bucket)}/${percentEncoded(key)}`;
}

const publicName = rememberLast((bucket) => {
  const root = rootOf(bucket);
  return root === undefined ? bucket : shortHash(root);
});

/** The place of a source file in its publisher's identifier, which does not reveal the path of a local root. */
export const filePlace = ({ bucket, key }: SourceFile): FilePlace => ({ bucket: publicName(bucket), key });
