/**
 * The decompression that the platform provides: deflate and zstd, for which native code is much faster than JavaScript.
 * (bzip2 and compress are decoded in this folder.)
 */
export interface Engines {
  /** Decompresses raw deflate data (RFC 1951). */
  readonly inflateRaw: (next: NextPiece) => Decompression;
  /**
   * Decompresses one zstd frame (RFC 8878), and checks its checksum.
   *
   * @param windowLog the largest window that a frame may require, as a power of two
   */
  readonly decompressZstd: (next: NextPiece, windowLog: number) => Decompression;
  /** Continues a CRC-32, as gzip uses it (RFC 1952, 8), from `before`; 0 to begin. */
  readonly crc32: (bytes: Uint8Array, before: number) => number;
}

/**
 * The next piece of compressed data, or undefined at its end. An engine requests a piece only after everything that the
 * previous one decompressed to has been consumed. A piece is valid until the next one is requested.
 */
export type NextPiece = () => Promise<Uint8Array | undefined>;

/** The decompression of one stream of compressed data. */
export interface Decompression {
  /**
   * The decompressed bytes, in bounded memory. Ends where the engine finds the end of the data, possibly before the
   * end of a piece. Throws EngineError, after as many of the bytes before the error as the engine can produce, and what
   * `next` throws.
   */
  readonly chunks: AsyncGenerator<Uint8Array>;
  /** Bytes of all pieces that belong to the stream. Exact once `chunks` has ended. */
  readonly bytesUsed: () => number;
}

/** What an engine finds wrong: the data ends too early, is invalid, or requires too large a window. */
export type EngineErrorKind = 'truncated' | 'invalid' | 'window-too-large';

/** An engine throws this if it cannot decompress its data; the message is the engine's own. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly kind: EngineErrorKind;

  constructor(kind: EngineErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** The reader throws this if a file is compressed with gzip or zstd and the platform has no engines. */
export class EnginesMissing extends Error {
  override readonly name = 'EnginesMissing';
  readonly container: string;

  constructor(container: string) {
    super(`the file is compressed with ${container}, and the platform has no engine for that`);
    this.container = container;
  }
}
