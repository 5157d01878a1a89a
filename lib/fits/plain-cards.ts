import { CARD } from './ascii.ts';
import { type CardTable, FIELDS, TYPE } from './card-table.ts';
import { MODULE } from './plain-cards.wasm.ts';
import { type Exported, instantiate } from './wasm.ts';

// The fast way to parse cards, in WebAssembly: wasm/plain-cards.ts. It takes about half of the time of the general
// way (cards.ts), but only parses plain cards: those of one record whose texts are in it as they are. Most cards are.

/** The exports of wasm/plain-cards.ts. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly RECORDS: Exported;
  readonly MOST_RECORDS: Exported;
  readonly FIELDS: Exported;
  parse(first: number, count: number, logicals: number): void;
}

/**
 * Sets the fields of `card` to those of the plain card at `record`. Returns false, and changes nothing, if the record is
 * not a plain card. Records have to be asked for in ascending order.
 */
export type TakePlain = (record: number, card: number) => boolean;

const wasm = instantiate<Exports>(MODULE);
const NONE: TakePlain = () => false;

/**
 * Returns what parses the plain cards among the records [first, end) of a table. It is valid until the next call, because
 * all tables share the memory of the module.
 */
export const plainCards: (table: CardTable, first: number, end: number) => TakePlain =
  wasm === undefined ? () => NONE : parserOf(wasm);

function parserOf({ memory, RECORDS, MOST_RECORDS, FIELDS: ALL_FIELDS, parse }: Exports) {
  const bytes = new Uint8Array(memory.buffer, RECORDS.value);
  const parsed = new Int32Array(memory.buffer, ALL_FIELDS.value);
  const most = MOST_RECORDS.value;
  return (table: CardTable, first: number, end: number): TakePlain => {
    /** The records that were parsed last. */
    let [from, until] = [first, first];
    return (record, card) => {
      if (record < first || record >= end) return false;
      if (record >= until) {
        from = record;
        until = Math.min(end, record + most);
        bytes.set(table.bytes.subarray(from * CARD, until * CARD));
        parse(from, until - from, table.logicals);
      }
      const source = (record - from) * FIELDS;
      if (parsed[source + TYPE]! < 0) return false;
      const { fields } = table;
      const target = card * FIELDS;
      for (let field = 0; field < FIELDS; field++) fields[target + field] = parsed[source + field]!;
      return true;
    };
  };
}
