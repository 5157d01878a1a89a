// The sources that every JavaScript platform has.

import type { ByteSource, Chunk } from '../fits/source.ts';

/** What a `Blob` or a `File` of a web page has. */
export interface BlobLike {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** What a file handle of `node:fs/promises` has. The caller closes it. */
export interface FileHandleLike {
  stat(): Promise<{ readonly size: number }>;
  read(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
}

/**
 * Where the bytes of a file come from: memory, a blob, a file handle, a URL (http or https; the server must support ranges),
 * or any object with a function `read(offset, length)`.
 */
export type Source = Uint8Array | BlobLike | FileHandleLike | URL | ByteSource;

/** A server did not return the range of bytes that was asked for. */
export class RangeNotServed extends Error {
  override readonly name = 'RangeNotServed';
  readonly url: string;
  /** The HTTP status of its response; 206 if another version of the file was returned. */
  readonly status: number;
  constructor(url: string, status: number, problem: string) {
    super(`${url}: ${problem}`);
    this.url = url;
    this.status = status;
  }
}

/** The bytes of a source. */
export function byteSource(source: Source): ByteSource {
  if (source instanceof Uint8Array) return bytesInMemory(source);
  if (source instanceof URL) return bytesFromUrl(source);
  if ('slice' in source) return bytesOfBlob(source);
  if ('stat' in source) return bytesOfHandle(source);
  return source;
}

const bytesInMemory = (bytes: Uint8Array): ByteSource => ({
  read: async (offset, length) => ({ bytes: bytes.subarray(offset, offset + length), size: bytes.length }),
});

const bytesOfBlob = (blob: BlobLike): ByteSource => ({
  read: async (offset, length) => {
    const part = blob.slice(Math.min(offset, blob.size), Math.min(offset + length, blob.size));
    return { bytes: new Uint8Array(await part.arrayBuffer()), size: blob.size };
  },
});

const bytesOfHandle = (handle: FileHandleLike): ByteSource => ({
  read: async (offset, length) => {
    const { size } = await handle.stat();
    const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await handle.read(bytes, done, bytes.length - done, offset + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return { bytes: bytes.subarray(0, done), size };
  },
});

/** Ranged GETs. All responses must be of one version, which their ETags and sizes show. */
function bytesFromUrl({ href }: URL): ByteSource {
  let version: string | undefined;
  return {
    read: async (offset, length) => {
      const response = await fetch(href, { headers: { range: `bytes=${offset}-${offset + length - 1}` } });
      const { status } = response;
      const refuse = async (problem: string): Promise<never> => {
        await response.body?.cancel();
        throw new RangeNotServed(href, status, problem);
      };
      const [, total] = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '') ?? [];
      // 416: the range is beyond the end
      if (status !== 206 && !(status === 416 && total !== undefined))
        return refuse(
          status === 200 ? 'the server does not support ranges' : `the server returned status ${status}`,
        );
      if (total === undefined) return refuse('the server did not return the size of the file');
      const found = `${response.headers.get('etag')} ${total}`;
      version ??= found;
      if (found !== version) return refuse('the file changed while it was read');
      return chunkOf(response, Number(total));
    },
  };
}

async function chunkOf(response: Response, size: number): Promise<Chunk> {
  if (response.status === 206) return { bytes: new Uint8Array(await response.arrayBuffer()), size };
  await response.body?.cancel();
  return { bytes: new Uint8Array(0), size };
}
