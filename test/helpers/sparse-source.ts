import type { ByteSource } from '../../lib/fits/source.ts';

/** A source that records its reads, and counts bytes and rounds of requests. */
export interface CountingSource extends ByteSource {
  readonly reads: { readonly offset: number; readonly length: number; readonly round: number }[];
  /** Rounds of requests: requests that were made in parallel count as one round. */
  rounds(): number;
  bytes(): number;
}

/**
 * A file of `size` bytes: the parts at their offsets, and zeros everywhere else. All requests of a round are answered
 * together.
 */
export function sparseSource(
  size: number,
  parts: readonly (readonly [offset: number, Buffer])[],
): CountingSource {
  const reads: CountingSource['reads'] = [];
  let round = 0;
  let open = false;
  return {
    reads,
    rounds: () => round,
    bytes: () => reads.reduce((sum, read) => sum + read.length, 0),
    read: async (offset, length) => {
      if (!open) {
        open = true;
        round++;
        setImmediate(() => {
          open = false;
        });
      }
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
      reads.push({ offset, length: bytes.length, round });
      for (const [start, part] of parts) {
        const from = Math.max(start, offset);
        const until = Math.min(start + part.length, offset + bytes.length);
        if (from < until) part.copy(bytes, from - offset, from - start, until - start);
      }
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      return { bytes, size };
    },
  };
}

/** A file of HDUs, given by their headers and the number of bytes of data after each. The data is all zeros. */
export function hdusFile(hdus: readonly (readonly [header: Buffer, data: number])[]): CountingSource {
  let offset = 0;
  const parts: [number, Buffer][] = [];
  for (const [header, data] of hdus) {
    parts.push([offset, header]);
    offset += header.length + Math.ceil(data / 2880) * 2880;
  }
  return sparseSource(offset, parts);
}
