// A small bzip2 compressor, because Node has none.

/** Writes bits, the highest first. */
function bitWriter() {
  const bytes: number[] = [];
  let bits = 0;
  const put = (count: number, value: number): void => {
    for (let i = count - 1; i >= 0; i--) {
      if (bits % 8 === 0) bytes.push(0);
      if (Math.floor(value / 2 ** i) % 2 === 1) bytes[bytes.length - 1]! |= 0x80 >> (bits % 8);
      bits++;
    }
  };
  return { put, done: (): Buffer => Buffer.from(bytes) };
}

type BitWriter = ReturnType<typeof bitWriter>;

/** Shortens runs as bzip2 does: four equal bytes, then the number of further ones. */
function shortened(bytes: Uint8Array): number[] {
  const short: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    let length = 1;
    while (length < 259 && at + length < bytes.length && bytes[at + length] === bytes[at]) length++;
    for (let i = 0; i < Math.min(length, 4); i++) short.push(bytes[at]!);
    if (length >= 4) short.push(length - 4);
    at += length;
  }
  return short;
}

/** The Burrows-Wheeler transform, by sorting all rotations: only for small blocks. */
function transformed(text: readonly number[]): { last: number[]; origin: number } {
  const n = text.length;
  const compare = (a: number, b: number): number => {
    for (let i = 0; i < n; i++) {
      const difference = text[(a + i) % n]! - text[(b + i) % n]!;
      if (difference !== 0) return difference;
    }
    return a - b;
  };
  const rotations = text.map((_, i) => i).sort(compare);
  return { last: rotations.map((from) => text[(from + n - 1) % n]!), origin: rotations.indexOf(0) };
}

/** Places in the list of recent bytes; runs of the first one as numbers with the digits 1 and 2 (symbols 0 and 1). */
function symbolsOf(last: readonly number[], used: readonly number[]): number[] {
  const recent = [...used];
  const symbols: number[] = [];
  let run = 0;
  const endRun = (): void => {
    for (; run > 0; run = Math.floor((run - 1) / 2)) symbols.push((run - 1) % 2);
  };
  for (const byte of last) {
    const place = recent.indexOf(byte);
    if (place === 0) {
      run++;
      continue;
    }
    endRun();
    symbols.push(place + 1);
    recent.splice(place, 1);
    recent.unshift(byte);
  }
  endRun();
  symbols.push(used.length + 1);
  return symbols;
}

/** The canonical code of each symbol: in order of length, then of symbol. */
function codesOf(lengths: readonly number[]): number[] {
  const codes: number[] = [];
  let next = 0;
  for (let length = 1; length <= 20; length++) {
    next *= 2;
    lengths.forEach((of, symbol) => {
      if (of === length) codes[symbol] = next++;
    });
  }
  return codes;
}

function bzip2Crc(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let i = 0; i < 8; i++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0);
  }
  return ~crc >>> 0;
}

function putBlock({ put }: BitWriter, bytes: Uint8Array): number {
  const { last, origin } = transformed(shortened(bytes));
  const used = [...new Set(last)].sort((a, b) => a - b);
  const symbols = symbolsOf(last, used);
  const crc = bzip2Crc(bytes);
  put(48, 0x314159265359);
  put(32, crc);
  put(1, 0);
  put(24, origin);
  const rows = Array.from({ length: 16 }, (_, row) => used.filter((byte) => byte >> 4 === row));
  put(
    16,
    rows.reduce((map, row, i) => map + (row.length > 0 ? 0x8000 >> i : 0), 0),
  );
  for (const row of rows) {
    if (row.length > 0)
      put(
        16,
        row.reduce((map, byte) => map + (0x8000 >> (byte & 15)), 0),
      );
  }

  // two codes in turn: one of equal lengths; one with lengths of 1, 2, 3 to 10 bits, and 19 for all others
  const symbolCount = used.length + 2;
  const flat = Math.ceil(Math.log2(symbolCount));
  const lengths = [
    Array.from({ length: symbolCount }, () => flat),
    Array.from({ length: symbolCount }, (_, symbol) => (symbol < 10 ? symbol + 1 : 19)),
  ];
  const groups = Math.ceil(symbols.length / 50);
  put(3, 2);
  put(15, groups);
  // the code that was not used last is the second in the list
  for (let group = 0; group < groups; group++) put(group === 0 ? 1 : 2, group === 0 ? 0 : 2);
  for (const table of lengths) {
    let at = table[0]!;
    put(5, at);
    for (const length of table) {
      for (; at < length; at++) put(2, 2);
      put(1, 0);
    }
  }
  const codes = lengths.map(codesOf);
  symbols.forEach((symbol, i) => {
    const table = Math.floor(i / 50) % 2;
    put(lengths[table]![symbol]!, codes[table]![symbol]!);
  });
  return crc;
}

/** A bzip2 stream of `bytes`, in blocks of `blockSize` bytes. Keep them small: sorting is naive. */
export function bzip2(bytes: Uint8Array, blockSize = 1000): Buffer {
  const writer = bitWriter();
  for (const char of Buffer.from('BZh1')) writer.put(8, char);
  let combined = 0;
  for (let at = 0; at < bytes.length; at += blockSize) {
    const crc = putBlock(writer, bytes.subarray(at, at + blockSize));
    combined = (((combined << 1) | (combined >>> 31)) ^ crc) >>> 0;
  }
  writer.put(48, 0x177245385090);
  writer.put(32, combined);
  return writer.done();
}
