// An LZW compressor for `.Z` files, because Node has none.

const CLEAR = 256;

interface LzwOptions {
  /** Bits of the widest code, 9 to 16. */
  readonly widest?: number;
  readonly blockMode?: boolean;
  /** How many codes are written before each CLEAR code. */
  readonly clearEvery?: number;
}

/** `bytes` compressed as by compress(1). */
export function compressed(bytes: Uint8Array, options: LzwOptions = {}): Buffer {
  const { widest = 16, blockMode = true, clearEvery = Number.POSITIVE_INFINITY } = options;
  const codes: number[] = [];
  const known = new Map<string, number>();
  const first = blockMode ? CLEAR + 1 : CLEAR;
  let sinceClear = 0;
  let code = -1;
  const write = (): void => {
    codes.push(code);
    sinceClear++;
  };
  for (const byte of bytes) {
    const longer = code < 0 ? byte : known.get(`${code} ${byte}`);
    if (longer !== undefined) {
      code = longer;
      continue;
    }
    write();
    if (sinceClear >= clearEvery) {
      codes.push(CLEAR);
      known.clear();
      sinceClear = 0;
    } else if (first + known.size < 2 ** widest) {
      known.set(`${code} ${byte}`, first + known.size);
    }
    code = byte;
  }
  if (code >= 0) write();
  return ofCodes(codes, options);
}

/** A `.Z` file of these codes, valid or not, each in the width that its place requires. */
export function ofCodes(codes: Iterable<number>, { widest = 16, blockMode = true }: LzwOptions = {}): Buffer {
  const bytes = [0x1f, 0x9d, widest + (blockMode ? 0x80 : 0)];
  let group: number[] = [];
  let width = 9;
  let free = blockMode ? CLEAR + 1 : CLEAR;
  let isFirst = true;
  const flush = (whole: boolean): void => {
    let bits = 0n;
    group.forEach((code, i) => {
      bits |= BigInt(code) << BigInt(i * width);
    });
    const length = whole ? width : Math.ceil((group.length * width) / 8);
    for (let i = 0; i < length; i++) bytes.push(Number((bits >> BigInt(8 * i)) & 0xffn));
    group = [];
  };
  for (const code of codes) {
    if (free === 2 ** width && width < widest) {
      if (group.length > 0) flush(true);
      width++;
    }
    group.push(code);
    if (group.length === 8) flush(true);
    if (blockMode && code === CLEAR) {
      if (group.length > 0) flush(true);
      width = 9;
      free = CLEAR + 1;
      isFirst = true;
      continue;
    }
    // a decoder knows the last byte of a string, and so the string, only from the next code
    if (!isFirst && free < 2 ** widest) free++;
    isFirst = false;
  }
  if (group.length > 0) flush(false);
  return Buffer.from(bytes);
}
