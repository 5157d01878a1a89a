import { readFileSync } from 'node:fs';
import {
  type CardType,
  cardComment,
  cardName,
  cardRecord,
  cardType,
  cardValue,
} from '../../lib/fits/card-table.ts';
import type { Fault } from '../../lib/fits/fault.ts';
import { LIMITS, type Limits } from '../../lib/fits/limits.ts';
import { type ReadReport, readHeaders } from '../../lib/fits/read.ts';
import type { ByteSource } from '../../lib/fits/source.ts';
import { NODE } from '../../lib/node/platform.ts';

/** A card as an object, for tests. */
export interface ReadCard {
  readonly hdu: number;
  readonly card: number;
  readonly record: number;
  readonly name: string;
  readonly type: CardType;
  readonly value: string;
  readonly comment: string;
}

/** An HDU as an object, for tests. */
export interface ReadHdu {
  readonly hdu: number;
  readonly type: string;
  readonly headerOffset: number;
  readonly dataOffset: number;
  readonly dataLength: bigint;
  readonly cards: readonly ReadCard[];
}

/** Everything that was read from a file. */
export interface ReadFile {
  readonly hdus: readonly ReadHdu[];
  readonly cards: readonly ReadCard[];
  readonly faults: readonly Fault[];
  readonly report: ReadReport;
}

/** A source over bytes in memory that records the reads. */
export function bytesSource(
  bytes: Uint8Array,
): ByteSource & { readonly reads: [offset: number, length: number][] } {
  const reads: [number, number][] = [];
  return {
    reads,
    read: async (offset, length) => {
      reads.push([offset, length]);
      return { bytes: bytes.subarray(offset, offset + length), size: bytes.length };
    },
  };
}

/** Reads the headers of a file into plain objects. */
export async function readAll(source: ByteSource, limits: Limits = LIMITS): Promise<ReadFile> {
  const hdus: ReadHdu[] = [];
  const faults: Fault[] = [];
  const sink = {
    hdu: ({ cards: table, ...hdu }: Parameters<Parameters<typeof readHeaders>[1]['hdu']>[0]): void => {
      const cards = Array.from({ length: table.count }, (_, card) => ({
        hdu: hdu.hdu,
        card,
        record: cardRecord(table, card),
        name: cardName(table, card),
        type: cardType(table, card),
        value: cardValue(table, card),
        comment: cardComment(table, card),
      }));
      hdus.push({ ...hdu, cards });
    },
    fault: (fault: Fault): void => {
      faults.push(fault);
    },
  };
  const report = await readHeaders(source, sink, limits, NODE);
  return { hdus, cards: hdus.flatMap((hdu) => hdu.cards), faults, report };
}

/** Reads the headers of a file in memory. */
export const readBytes = (bytes: Uint8Array): Promise<ReadFile> => readAll(bytesSource(bytes));
/** Reads the headers of a file on disk. */
export const readPath = (path: string): Promise<ReadFile> => readBytes(readFileSync(path));
