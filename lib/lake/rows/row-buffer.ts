/** Growing memory that CSV rows are written to. */
export interface RowBuffer {
  bytes: Uint8Array;
  /** The same memory. */
  view: DataView;
  length: number;
}

/**
 * An empty buffer.
 *
 * @param room its size in bytes at first
 */
export const rowBuffer = (room = 64 * 1024): RowBuffer => {
  const buffer = new ArrayBuffer(room);
  return { bytes: new Uint8Array(buffer), view: new DataView(buffer), length: 0 };
};

/** Bytes that are added to the room, because text is copied four bytes at a time. */
const SPARE = 8;

/** Makes sure that `room` more bytes fit. */
export function makeRoomFor(rows: RowBuffer, room: number): void {
  const least = rows.length + room + SPARE;
  if (least <= rows.bytes.length) return;
  const buffer = new ArrayBuffer(Math.max(2 * rows.bytes.length, least));
  const bytes = new Uint8Array(buffer);
  bytes.set(rows.bytes.subarray(0, rows.length));
  rows.bytes = bytes;
  rows.view = new DataView(buffer);
}

/** Appends text as UTF-8. */
export function writeText(rows: RowBuffer, text: string): void {
  // a UTF-16 unit becomes three bytes at most
  makeRoomFor(rows, 3 * text.length);
  rows.length += ENCODER.encodeInto(text, rows.bytes.subarray(rows.length)).written;
}

const ENCODER = new TextEncoder();
