/** Bytes that grow at their end: where CSV rows are written. */
export interface RowBuffer {
  bytes: Uint8Array;
  /** The same memory. */
  view: DataView;
  length: number;
}

export const rowBuffer = (room = 64 * 1024): RowBuffer => {
  const buffer = new ArrayBuffer(room);
  return { bytes: new Uint8Array(buffer), view: new DataView(buffer), length: 0 };
};

/** Makes sure that `room` more bytes fit, and a few to spare. */
export function makeRoomFor(rows: RowBuffer, room: number): void {
  const least = rows.length + room + 8;
  if (least <= rows.bytes.length) return;
  const buffer = new ArrayBuffer(Math.max(2 * rows.bytes.length, least));
  const bytes = new Uint8Array(buffer);
  bytes.set(rows.bytes.subarray(0, rows.length));
  rows.bytes = bytes;
  rows.view = new DataView(buffer);
}

/** Writes text as UTF-8. */
export function writeText(rows: RowBuffer, text: string): void {
  // a UTF-16 unit becomes three bytes at most
  makeRoomFor(rows, 3 * text.length);
  rows.length += ENCODER.encodeInto(text, rows.bytes.subarray(rows.length)).written;
}

const ENCODER = new TextEncoder();
