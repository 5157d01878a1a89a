// The header of a gzip member may contain an "extra field" with subfields, which readers skip (RFC 1952, 2.3.1.1). A lake
// object has its metadata and a random mark there. So body and metadata are one file and are written in one step, and no
// two states of an object have the same bytes.

/** What the header of a gzip body contains. */
export interface Stamp {
  /** Random, and different for each write. */
  readonly mark: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes of a member's fixed header, and of the same with the length of the extra field. */
const FIXED = 10;
const WITH_LENGTH = 12;
const FLAGS = 3;
const HEADER_CRC = 0x02;
const EXTRA = 0x04;
/** The id of the subfield with the stamp: `FL`. */
const ID = 0x4c46;
/** DuckDB reads headers of up to 32 KiB; the format allows twice that. */
const MAX_EXTRA = 32_000;

/** Whether bytes start like a gzip member. */
export const isGzip = (bytes: Uint8Array): boolean =>
  bytes.length >= FIXED && bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;

/** Where the extra field of a gzip header ends; 0 if there is none. */
export const extraEnd = (start: Uint8Array): number =>
  isGzip(start) && start.length >= WITH_LENGTH && (start[FLAGS]! & EXTRA) !== 0
    ? WITH_LENGTH + view(start).getUint16(FIXED, true)
    : 0;

/**
 * The body with this stamp in its header, in place of an earlier one. Other subfields are kept.
 *
 * @throws TypeError if the body is not gzip, or its header cannot take the stamp
 */
export function withStamp(body: Uint8Array, { mark, metadata }: Stamp): Uint8Array {
  if (!isGzip(body)) throw new TypeError('only gzip bodies can contain metadata');
  if ((body[FLAGS]! & HEADER_CRC) !== 0)
    throw new TypeError('the gzip header has a checksum, which a stamp would break');
  const end = extraEnd(body);
  const rest = body.subarray(end || FIXED);
  const others = [...subfields(body.subarray(0, end))]
    .filter(({ id }) => id !== ID)
    .map(({ whole }) => whole);
  // the length of the rest reveals a truncated file
  const text = Buffer.from(JSON.stringify({ mark, rest: rest.length, metadata }));
  const subfield = Buffer.alloc(4 + text.length);
  subfield.writeUInt16LE(ID, 0);
  subfield.writeUInt16LE(Math.min(text.length, 0xffff), 2);
  text.copy(subfield, 4);
  const extra = Buffer.concat([subfield, ...others]);
  if (extra.length > MAX_EXTRA) throw new TypeError('the metadata is too long for a gzip header');
  const header = Buffer.alloc(WITH_LENGTH);
  header.set(body.subarray(0, FIXED));
  header[FLAGS]! |= EXTRA;
  header.writeUInt16LE(extra.length, FIXED);
  return Buffer.concat([header, extra, rest]);
}

/**
 * The stamp of a gzip body; undefined if there is none, or it is damaged.
 *
 * @param start the first bytes of the body, at least {@link extraEnd} of them
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

/** The subfields of a header that ends with its extra field. A truncated one is left out. */
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
