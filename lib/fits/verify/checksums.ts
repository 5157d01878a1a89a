import { BLANK, CARD, padded } from '../ascii.ts';
import { bytesInOrder } from '../bytes-in-order.ts';
import { cardRecord, cardValue } from '../card-table.ts';
import { containerOf } from '../containers/container.ts';
import { ContainerError, unpack } from '../containers/unpack.ts';
import { findValueCard } from '../lookup.ts';
import type { Platform } from '../platform.ts';
import { READ } from '../ranged-window.ts';
import type { ByteSource } from '../source.ts';
import type { Hdu } from '../walk.ts';
import { type Finding, findingAt } from './finding.ts';
import { ALL_ONES, runningSum } from './ones-complement.ts';

/** A sum as a header declares it, and where. */
interface Declared {
  readonly value: string;
  readonly byte: number;
}

/** Where an HDU is in the (unpacked) file, and the sums that its header declares. */
export interface DeclaredSums {
  readonly hdu: number;
  readonly type: string;
  readonly headerOffset: number;
  readonly dataOffset: number;
  /** Where the data ends, and where its fill bytes end. */
  readonly dataEnd: number;
  readonly end: number;
  readonly checksum: Declared | undefined;
  readonly datasum: Declared | undefined;
}

/** Notes the sums of an HDU; its table of cards is not needed afterwards. */
export function declaredSums({ hdu, type, headerOffset, dataOffset, dataLength, cards }: Hdu): DeclaredSums {
  const declared = (keyword: string): Declared | undefined => {
    const card = findValueCard(cards, keyword);
    if (card < 0) return undefined;
    return { value: cardValue(cards, card), byte: headerOffset + cardRecord(cards, card) * CARD };
  };
  const length = Number(dataLength);
  return {
    hdu,
    type,
    headerOffset,
    dataOffset,
    dataEnd: dataOffset + length,
    end: dataOffset + padded(length),
    checksum: declared('CHECKSUM'),
    datasum: declared('DATASUM'),
  };
}

/**
 * Reads a file, plain or compressed, and compares its HDUs with the sums that they declare (FITS standard 4.0, 4.4.2.7
 * and appendix J) and their fill bytes with what they should be. In bounded memory. An HDU that is cut off is left out,
 * because it has a fault already. Throws what the source throws.
 */
export async function* checksumFindings(
  source: ByteSource,
  hdus: readonly DeclaredSums[],
  platform: Platform,
): AsyncGenerator<Finding> {
  let [position, next] = [0, 0];
  let check = hdus[next] && hduCheck(hdus[next]!);
  try {
    for await (const chunk of fileBytes(source, platform)) {
      for (let used = 0; used < chunk.length && check !== undefined; ) {
        const rest = chunk.subarray(used);
        used += check.take(rest, position + used);
        if (!check.isDone()) continue;
        yield* check.findings();
        next++;
        check = hdus[next] && hduCheck(hdus[next]!);
      }
      if (check === undefined) return;
      position += chunk.length;
      await platform.letOthersRun();
    }
  } catch (error) {
    // the headers have been read before, and this fault with them
    if (!(error instanceof ContainerError)) throw error;
  }
}

/** All bytes of a file in order; those of a compressed file are unpacked. */
async function* fileBytes(source: ByteSource, { engines }: Platform): AsyncGenerator<Uint8Array> {
  const first = await source.read(0, READ);
  const container = containerOf(first.bytes);
  const stored = bytesInOrder(source, first);
  yield* container === 'fits' ? stored : unpack(container, stored, engines);
}

/** The check of one HDU, which takes its bytes in order. */
function hduCheck(declared: DeclaredSums) {
  const { hdu, type, headerOffset, dataOffset, dataEnd, end, checksum, datasum } = declared;
  const [header, data] = [runningSum(), runningSum()];
  const fill = type === 'TABLE' ? BLANK : 0;
  let wrongFill: number | undefined;
  let position = headerOffset;
  return {
    /** Takes bytes that begin at `from` in the file; returns how many belong to this HDU, or come before it. */
    take: (bytes: Uint8Array, from: number): number => {
      const part = bytes.subarray(0, Math.max(0, end - from));
      const split = Math.min(Math.max(dataOffset - from, 0), part.length);
      if (checksum !== undefined) header.add(part.subarray(0, split));
      if (checksum !== undefined || datasum !== undefined) data.add(part.subarray(split));
      for (let at = Math.max(dataEnd - from, split); at < part.length && wrongFill === undefined; at++)
        if (part[at] !== fill) wrongFill = from + at;
      position = from + part.length;
      return part.length;
    },
    isDone: (): boolean => position >= end,
    *findings(): Generator<Finding> {
      const sum = data.value();
      if (datasum !== undefined) yield* datasumFindings(hdu, datasum, sum);
      // a sum of all ones is the negative zero of ones' complement
      if (checksum !== undefined && (header.value() + sum) % ALL_ONES !== 0)
        yield findingAt(
          'checksum-mismatch',
          hdu,
          checksum.byte,
          'the HDU has changed since CHECKSUM was written',
        );
      if (wrongFill !== undefined)
        yield findingAt(
          'data-fill',
          hdu,
          wrongFill,
          `the data is not filled up with ${fill === 0 ? 'zeros' : 'blanks'}`,
        );
    },
  };
}

function* datasumFindings(hdu: number, { value, byte }: Declared, sum: number): Generator<Finding> {
  if (!/^ *\d{1,10} *$/.test(value))
    yield findingAt('bad-datasum', hdu, byte, `DATASUM is not an unsigned integer: "${value}"`);
  else if (Number(value) % ALL_ONES !== sum % ALL_ONES)
    yield findingAt(
      'datasum-mismatch',
      hdu,
      byte,
      `DATASUM is ${value.trim()}, but the data has the sum ${sum}`,
    );
}
