/**
 * The part of a file that is in memory. The walk over the HDUs sees a file only through it; the bytes come from
 * ranged reads (ranged-window.ts) or from a stream that is being unpacked (streamed-window.ts).
 */
export interface Window {
  /** The bytes in memory from `offset` on; none if `offset` is outside the window. Valid until the next call. */
  held(offset: number): Uint8Array;
  /**
   * At least `length` bytes from `offset` on; fewer only at the end of the file. Offsets never go back. Bytes that are in
   * memory are returned at once, without a promise.
   */
  load(offset: number, length: number): Uint8Array | Promise<Uint8Array>;
  /**
   * Moves on to `offset`, where the next header should begin. Bytes before it are not requested again. Returns a promise
   * only if it reads.
   *
   * @param headerLength the length of the previous header, and so the likely length of the next
   */
  moveTo(offset: number, headerLength: number): void | Promise<void>;
  /** Bytes of the whole file; Infinity if that is not known yet. It is known once `load` has returned too few bytes. */
  size(): number;
  /** Whether the file ends too early for a reason that is reported elsewhere (a truncated container). */
  isCut(): boolean;
}
