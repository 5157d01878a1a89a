/** The most characters that an event pattern can have: a quota of EventBridge. */
export const MAX_PATTERN = 2048;

/**
 * The EventBridge pattern for the S3 events of a bucket after which a FITS file has to be synced. Suffixes match in any
 * case. The pattern cannot also require a prefix, because the conditions on one field are alternatives.
 *
 * Source: Amazon EventBridge User Guide, "Comparison operators for use in event patterns".
 */
export function eventPattern(bucket: string, suffixes: readonly string[]) {
  const distinct = [...new Set(suffixes.map((suffix) => suffix.toLowerCase()))];
  return {
    source: ['aws.s3'],
    'detail-type': ['Object Created', 'Object Deleted', 'Object Restore Completed'],
    detail: {
      bucket: { name: [bucket] },
      object: { key: distinct.map((suffix) => ({ suffix: { 'equals-ignore-case': suffix } })) },
    },
  };
}
