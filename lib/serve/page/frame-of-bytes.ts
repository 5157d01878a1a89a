/** A JSON header and the bytes after it, which start at a multiple of 8. */
export interface Framed {
  readonly header: unknown;
  /** Where the bytes after the header start. */
  readonly start: number;
}

/** Reads the length of the header (32 bits, little-endian) and the header, which is padded with blanks. */
export function framed(buffer: ArrayBuffer): Framed {
  const length = new DataView(buffer).getUint32(0, true);
  const header: unknown = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  return { header, start: 4 + length };
}
