// A gzip member's header has room for an "extra field" of subfields, which readers skip (RFC 1952, 2.3.1.1).
// There a lake object carries its metadata and a mark of its own, so that body and metadata are one file,
// written in one step, and no two states of it have the same bytes.

/** What a gzip body carries in its header. */
export interface Stamp {
  /** Random, new at each write. */
  readonly mark: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes of a member's fixed header, and with the length of its extra field. */
const FIXED = 10;
const WITH_LENGTH = 12;
const FLAGS = 3;
const HEADER_CRC = 0x02;
const EXTRA = 0x04;
/** Our subfield's id: `FL`. */
const ID = 0x4c46;
/** DuckDB reads headers up to 32 KiB, the format allows twice that. */
const MAX_EXTRA = 32_000;

export const isGzip = (bytes: Uint8Array): boolean =>
  bytes.length >= FIXED && bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;

/** Bytes of the header's beginning that hold the extra field; 0 where there is none. */
export const extraEnd = (start: Uint8Array): number =>
  isGzip(start) && start.length >= WITH_LENGTH && (start[FLAGS]! & EXTRA) !== 0
    ? WITH_LENGTH + view(start).getUint16(FIXED, true)
    : 0;

/**
 * The body with `stamp` in its header instead of any that it has; other subfields are kept.
 * @throws TypeError if the body is not gzip, or its header cannot take the stamp
 */
export function withStamp(body: Uint8Array, { mark, metadata }: Stamp): Uint8Array {
  if (!isGzip(body)) throw new TypeError('metadata are kept in gzip bodies only');
  if ((body[FLAGS]! & HEADER_CRC) !== 0) throw new TypeError('the gzip header has a checksum of its own');
  const end = extraEnd(body);
  const rest = body.subarray(end || FIXED);
  const others = [...subfields(body.subarray(0, end))]
    .filter(({ id }) => id !== ID)
    .map(({ whole }) => whole);
  // the length of the rest tells a file that was cut short
  const text = Buffer.from(JSON.stringify({ mark, rest: rest.length, metadata }));
  const subfield = Buffer.alloc(4 + text.length);
  subfield.writeUInt16LE(ID, 0);
  subfield.writeUInt16LE(Math.min(text.length, 0xffff), 2);
  text.copy(subfield, 4);
  const extra = Buffer.concat([subfield, ...others]);
  if (extra.length > MAX_EXTRA) throw new TypeError('too much metadata for a gzip header');
  const header = Buffer.alloc(WITH_LENGTH);
  header.set(body.subarray(0, FIXED));
  header[FLAGS]! |= EXTRA;
  header.writeUInt16LE(extra.length, FIXED);
  return Buffer.concat([header, extra, rest]);
}

/**
 * Reads the stamp of a gzip body; undefined where there is none, or a damaged one.
 * @param start its beginning, {@link extraEnd} bytes at least
 * @param size bytes of the whole body
 */
export function readStamp(start: Uint8Array, size: number): Stamp | undefined {
  const end = extraEnd(start);
  if (end > start.length) return undefined;
  for (const { id, content } of subfields(start.subarray(0, end))) {
    if (id === ID) return parsed(content, size - end);
  }
  return undefined;
}

function parsed(content: Uint8Array, rest: number): Stamp | undefined {
  let stamp: unknown;
  try {
    stamp = JSON.parse(Buffer.from(content).toString());
  } catch {
    return undefined;
  }
  return isStamp(stamp) && stamp.rest === rest ? { mark: stamp.mark, metadata: stamp.metadata } : undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isStamp = (value: unknown): value is Stamp & { readonly rest: unknown } =>
  isObject(value) &&
  typeof value['mark'] === 'string' &&
  isObject(value['metadata']) &&
  Object.values(value['metadata']).every((text) => typeof text === 'string');

/** The subfields of a header that ends with its extra field; those that are cut off are left out. */
function* subfields(header: Uint8Array) {
  for (let at = WITH_LENGTH; at + 4 <= header.length; ) {
    const id = view(header).getUint16(at, true);
    const end = at + 4 + view(header).getUint16(at + 2, true);
    if (end > header.length) return;
    yield { id, content: header.subarray(at + 4, end), whole: header.subarray(at, end) };
    at = end;
  }
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
