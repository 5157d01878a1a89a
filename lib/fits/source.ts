/** What a read returns: the bytes, and the size of the whole file. */
export interface Chunk {
  readonly bytes: Uint8Array;
  /** Size of the whole file in bytes, in the version that these bytes were read from. */
  readonly size: number;
}

/**
 * The only I/O of the reader: the bytes of one version of one file.
 *
 * `read` returns `length` bytes from `offset` on; fewer only at the end of the file, and none beyond it. If the file
 * has changed since the first read, it throws rather than return bytes of another version.
 */
export interface ByteSource {
  /**
   * Whether offsets must never go back, as for a pipe. All bytes are then read in order, and sizes may be Infinity until
   * the end has been read.
   */
  readonly forwardOnly?: boolean;
  read(offset: number, length: number): Promise<Chunk>;
}
