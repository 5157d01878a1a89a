// Reads whole objects as text, for the results of a run.

import type { Store } from '../../stores/store.ts';

/** Bytes per request. */
const PIECE = 8 * 1024 * 1024;

/** Reads an object as text. Throws what the store throws. */
export async function objectText(store: Store, key: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const bytes of piecesOf(store, key)) pieces.push(bytes);
  return Buffer.concat(pieces).toString();
}

/** Reads an object line by line, because it may be many gigabytes long. Throws what the store throws. */
export async function* objectLines(store: Store, key: string): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  for await (const bytes of piecesOf(store, key)) {
    rest = Buffer.concat([rest, bytes]);
    let start = 0;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
      if (end > start) yield rest.toString('utf8', start, end);
      start = end + 1;
    }
    rest = rest.subarray(start);
  }
  if (rest.length > 0) yield rest.toString();
}

/** The pieces of an object, all from the same version. */
async function* piecesOf(store: Store, key: string): AsyncGenerator<Uint8Array> {
  let etag: string | undefined;
  for (let offset = 0; ; offset += PIECE) {
    const { bytes, head } = await store.read(key, offset, PIECE, etag === undefined ? {} : { ifMatch: etag });
    etag = head.etag;
    yield bytes;
    if (offset + bytes.length >= head.size) return;
  }
}
