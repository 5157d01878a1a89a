import { BLANK, BLOCK, bytesOf, CARD, EQUALS } from './ascii.ts';
import {
  type CardTable,
  COMMENT,
  COMMENT_END,
  COMMENTARY,
  FIELDS,
  makeRoom,
  RECORD,
  TYPE,
  VALUE,
  VALUE_END,
} from './card-table.ts';
import { endsInAmpersand, isContinue, joinContinued } from './continued.ts';
import { hierarchEquals, hierarchName, isCommentary, isNamed, parseName } from './keyword.ts';
import { endOfText } from './text.ts';
import { parseValue } from './value.ts';

// The hot loop of the project: every card of every file passes here, as bytes. Its parts are keyword.ts, value.ts and
// number.ts; continued.ts is for the few strings that go on over several records.

const HIERARCH = bytesOf('HIERARCH');

/**
 * Parses the header that stands in `source` from `start` on, `records` records before END, into `table`.
 * Follows FITS standard 4.0, 4.1 and 4.2 leniently: whatever stands there becomes a card, in order;
 * a record without value indicator is a commentary card. Blank records just before END are left out.
 */
export function parseCards(table: CardTable, source: Uint8Array, start: number, records: number): void {
  makeRoom(table, records);
  const { bytes, words, fields, alone, same } = table;
  const before = { count: table.count, records: table.records };
  takeRecords(table, source, start, records);
  // what lay behind is overwritten by this header's other texts
  alone.fill(0, records, Math.max(records, before.records));
  let last = records;
  while (last > 0 && endOfText(words, bytes, (last - 1) * CARD, last * CARD) === (last - 1) * CARD) last--;
  table.headers++;
  table.records = last;
  table.count = 0;
  table.scratch = records * CARD;
  for (let record = 0; record < last; ) {
    const card = table.count;
    if (alone[record] === 1 && card < before.count && fields[card * FIELDS + RECORD] === record) {
      same[card] = 1;
      table.count++;
      record++;
      continue;
    }
    same[card] = 0;
    const scratch = table.scratch;
    const taken = parseCard(table, record);
    const byItself =
      taken === 1 && !isContinue(bytes, record * CARD) && !endsInAmpersand(table, card * FIELDS);
    alone[record] = byItself && table.scratch === scratch ? 1 : 0;
    record += taken;
  }
}

/** Copies a header's records into the table; those that differ from what stood there are not `alone` any more. */
function takeRecords(table: CardTable, source: Uint8Array, start: number, records: number): void {
  const { bytes, words, alone } = table;
  for (let first = 0; first < records; first += BLOCK / CARD) {
    const last = Math.min(first + BLOCK / CARD, records);
    const block = source.subarray(start + first * CARD, start + last * CARD);
    // whole blocks are often the same, and one call compares them
    if (Buffer.compare(block, bytes.subarray(first * CARD, last * CARD)) === 0) continue;
    const at = block.byteOffset;
    if (at % 4 !== 0) {
      bytes.set(block, first * CARD);
      alone.fill(0, first, last);
    } else {
      takeWords(words, (first * CARD) / 4, new Int32Array(block.buffer, at, block.length / 4), alone, first);
    }
  }
}

function takeWords(
  words: Int32Array,
  to: number,
  source: Int32Array,
  alone: Uint8Array,
  first: number,
): void {
  for (let word = 0, record = first; word < source.length; record++) {
    const end = word + CARD / 4;
    while (word < end && words[to + word] === source[word]) word++;
    if (word === end) continue;
    alone[record] = 0;
    for (; word < end; word++) words[to + word] = source[word]!;
  }
}

/** Parses the card that begins at `record`; gives the number of records that it takes. */
function parseCard(table: CardTable, record: number): number {
  const { bytes, fields } = table;
  const at = record * CARD;
  const card = table.count++ * FIELDS;
  fields[card + RECORD] = record;
  parseName(table, card, at);
  const ninth = bytes[at + 8];
  if (ninth === EQUALS && bytes[at + 9] === BLANK && !isCommentary(table, card)) {
    parseValue(table, card, at + 10, at + CARD);
    return endsInAmpersand(table, card) ? joinContinued(table, card, record) : 1;
  }
  if (ninth === BLANK && isNamed(table, card, HIERARCH)) {
    const equals = hierarchEquals(bytes, at);
    if (equals > 0) {
      hierarchName(table, card, at + 9, equals);
      parseValue(table, card, equals + 1, at + CARD);
      return endsInAmpersand(table, card) ? joinContinued(table, card, record) : 1;
    }
  }
  fields[card + TYPE] = COMMENTARY;
  fields[card + VALUE] = at + 8;
  fields[card + VALUE_END] = endOfText(table.words, bytes, at + 8, at + CARD);
  fields[card + COMMENT] = fields[card + COMMENT_END] = at;
  return 1;
}
