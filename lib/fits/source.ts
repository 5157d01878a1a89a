/** What a read gives: the bytes, and how long the whole file is. */
export interface Chunk {
  readonly bytes: Uint8Array;
  /** Size of the whole file in bytes, at the state these bytes were read from. */
  readonly size: number;
}

/**
 * The only I/O of the reader: bytes of one file at one state.
 *
 * `read` gives `length` bytes from `offset`, fewer only at the end of the file (none beyond it).
 * A source whose file changed since the first read throws instead of mixing two states.
 */
export interface ByteSource {
  read(offset: number, length: number): Promise<Chunk>;
}
