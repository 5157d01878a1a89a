// The checksum of FITS: the sum of big-endian 32-bit words in ones' complement (FITS standard 4.0, appendix J).

/** A sum in the making. */
export interface RunningSum {
  /** Adds the next bytes; any number of them. */
  add(bytes: Uint8Array): void;
  /** The sum of what was added so far, as the standard's unsigned 32-bit integer. */
  value(): number;
}

/** 2^32 - 1: in ones' complement it is another zero. */
export const ALL_ONES = 0xffff_ffff;
/** Words after which the 16-bit lanes are emptied, so that no sum exceeds 31 bits: integers of that size are the fastest. */
const WORDS_PER_TURN = 128;
const LANES = 0x00ff00ff;

/**
 * Begins a sum. Bytes are added to four totals, one for each place in a word, two places at a time; carries only have to
 * be considered at the end.
 */
export function runningSum(): RunningSum {
  const totals: [number, number, number, number] = [0, 0, 0, 0];
  /** Bytes that were added, modulo 4. */
  let phase = 0;
  const addTo = (place: number, bytes: number): void => {
    totals[(phase + place) & 3]! += bytes;
  };
  return {
    add: (bytes) => {
      const count = bytes.length >> 2;
      const words = littleEndianWords(bytes, count);
      for (let word = 0; word < count; ) {
        const end = Math.min(word + WORDS_PER_TURN, count);
        let [even, odd] = [0, 0];
        for (; word < end; word++) {
          const value = words[word]!;
          even += value & LANES;
          odd += (value >>> 8) & LANES;
        }
        addTo(0, even & 0xffff);
        addTo(2, even >>> 16);
        addTo(1, odd & 0xffff);
        addTo(3, odd >>> 16);
      }
      for (let at = count * 4; at < bytes.length; at++) addTo(at & 3, bytes[at]!);
      phase = (phase + bytes.length) & 3;
    },
    value: () => {
      const sum = totals.reduce((whole, total) => whole * 256n + BigInt(total), 0n);
      const folded = Number(sum % BigInt(ALL_ONES));
      // carries are added again, so only zeros add up to zero
      return folded === 0 && sum > 0n ? ALL_ONES : folded;
    },
  };
}

/** The whole words of an array, as they are in the memory of a little-endian machine. */
function littleEndianWords(bytes: Uint8Array, count: number): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, count);
}
