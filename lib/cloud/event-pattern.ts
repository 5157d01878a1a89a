/** Characters of an event pattern, at most: EventBridge's quota. */
export const MAX_PATTERN = 2048;

/**
 * The S3 events of one bucket that say: look at this key now. The suffix holds in any case; a prefix is not asked
 * for here, since the values of one field are alternatives.
 * Source: EventBridge User Guide, "Comparison operators for use in event patterns".
 */
export function eventPattern(bucket: string, suffixes: readonly string[]) {
  const endings = [...new Set(suffixes.map((suffix) => suffix.toLowerCase()))];
  return {
    source: ['aws.s3'],
    'detail-type': ['Object Created', 'Object Deleted', 'Object Restore Completed'],
    detail: {
      bucket: { name: [bucket] },
      object: { key: endings.map((suffix) => ({ suffix: { 'equals-ignore-case': suffix } })) },
    },
  };
}
