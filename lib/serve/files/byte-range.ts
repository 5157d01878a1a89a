// Range requests (RFC 9110, section 14).

/** The bytes of a file that a response contains. */
export interface ByteRange {
  readonly first: number;
  /** The last one, which is included. */
  readonly last: number;
}

/**
 * The range that a request asks for: undefined for the whole file, `unsatisfiable` if the file has no byte of it. Several
 * ranges at once count as the whole file, which the RFC allows.
 *
 * @param size of the file, in bytes
 */
export function rangeOf(header: string | null, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.replaceAll(' ', '') ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  if (from === '') {
    const length = Math.min(Number(to), size);
    return length === 0 ? 'unsatisfiable' : { first: size - length, last: size - 1 };
  }
  const [first, last] = [Number(from), to === '' ? size - 1 : Math.min(Number(to), size - 1)];
  // a last byte before the first one is not a range at all
  if (to !== '' && Number(to) < first) return undefined;
  return first >= size ? 'unsatisfiable' : { first, last };
}

/**
 * Whether a range may be sent: it may not if the client has another version of the file.
 *
 * @param header If-Range
 */
export const isRangeValid = (header: string | null, etag: string): boolean =>
  header === null || header === etag;

/** Whether the client has this version of the file already (If-None-Match). */
export const hasVersion = (header: string | null, etag: string): boolean =>
  header !== null &&
  (header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag));
