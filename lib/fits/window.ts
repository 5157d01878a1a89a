/**
 * The stretch of a file that is at hand. The walk over the HDUs sees a file only through it; behind it are
 * ranged reads (ranged.ts) or a stream that is unpacked (streamed.ts).
 */
export interface Window {
  /** What is at hand from `offset` on; empty where nothing is. Valid until the next call. */
  held(offset: number): Uint8Array;
  /** At least `length` bytes from `offset`, fewer only at the end of the file. Never goes back. */
  need(offset: number, length: number): Promise<Uint8Array>;
  /**
   * The next header should begin at `offset`; the one before took `headerLength` bytes. Bytes before
   * `offset` are not asked for again.
   */
  hop(offset: number, headerLength: number): Promise<void>;
  /** Bytes of the whole file, as far as they are known: all of them once `need` came out short. */
  size(): number;
  /** Whether the file ends before its end, for a reason that is told elsewhere (a cut container). */
  cut(): boolean;
}
