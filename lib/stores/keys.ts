const SURROGATE = /[\ud800-\udfff]/;

/** Sorts keys in place, in the order in which S3 lists them: by their bytes in UTF-8. */
export function sortKeys(keys: string[]): string[] {
  // JavaScript compares UTF-16 units, which is the same order except for characters beyond U+FFFF
  return keys.some((key) => SURROGATE.test(key))
    ? keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    : keys.sort();
}
