import { BLANK, bytesOf, CARD, EQUALS } from './ascii.ts';
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
import { plainCards } from './plain-cards.ts';
import { endOfText, wordsOf } from './text.ts';
import { parseValue } from './value.ts';

// Every card of every file is parsed here, as bytes. What a card means is defined by keyword.ts, value.ts and number.ts, and
// continued.ts for the few strings that continue over several records. plain-cards.ts is a faster way for most cards.

const HIERARCH = bytesOf('HIERARCH');

/**
 * Parses a header into `table`: the `records` records before END, which begin at `source[start]`.
 *
 * Follows FITS standard 4.0, sections 4.1 and 4.2, leniently: every record becomes a card or part of one, in
 * order, and a record without a value indicator becomes a commentary card. Blank records just before END are
 * left out.
 *
 * @param plain parses plain cards faster; without it, the result is the same
 */
export function parseCards(
  table: CardTable,
  source: Uint8Array,
  start: number,
  records: number,
  plain: typeof plainCards = plainCards,
): void {
  makeRoom(table, records);
  const { bytes, words, fields, selfContained, same } = table;
  const previous = { count: table.count, records: table.records };
  const changed = takeRecords(table, source, start, records);
  const isChanged = changed.first < changed.end;
  // the texts of this header will overwrite the records that the previous, longer header had there
  selfContained.fill(0, records, Math.max(records, previous.records));
  let last = records;
  while (last > 0 && endOfText(words, (last - 1) * CARD, last * CARD) === (last - 1) * CARD) last--;
  table.headers++;
  if (!isChanged && last === previous.records) {
    same.fill(1, 0, table.count);
    return;
  }
  table.records = last;
  table.count = 0;
  table.scratch = records * CARD;
  const takePlain = plain(table, changed.first, changed.end);
  for (let record = 0; record < last; ) {
    const card = table.count;
    if (selfContained[record] === 1 && card < previous.count && fields[card * FIELDS + RECORD] === record) {
      same[card] = 1;
      table.count++;
      record++;
      continue;
    }
    same[card] = 0;
    if (takePlain(record, card)) {
      selfContained[record++] = 1;
      table.count++;
      continue;
    }
    const scratch = table.scratch;
    const taken = parseCard(table, record);
    const isSingle =
      taken === 1 && !isContinue(bytes, record * CARD) && !endsInAmpersand(table, card * FIELDS);
    selfContained[record] = isSingle && table.scratch === scratch ? 1 : 0;
    record += taken;
  }
}

const WORDS = CARD / 4;

/** A range of records. */
interface Records {
  readonly first: number;
  readonly end: number;
}

/**
 * Copies a header's records into the table. Records that differ from those of the previous header are no longer
 * self-contained. Returns the range in which records differ.
 */
function takeRecords(table: CardTable, source: Uint8Array, start: number, records: number): Records {
  const { words, selfContained } = table;
  const incoming = wordsOf(source, start, records * CARD);
  let [first, end] = [records, 0];
  for (let record = 0, word = 0; record < records; record++) {
    const next = word + WORDS;
    while (word < next && fourDifferences(words, incoming, word) === 0) word += 4;
    if (word === next) continue;
    word = next;
    selfContained[record] = 0;
    first = Math.min(first, record);
    end = record + 1;
  }
  if (first < end) words.set(incoming.subarray(first * WORDS, end * WORDS), first * WORDS);
  return { first, end };
}

/** 0 if the four words of both arrays from `at` on are equal. */
const fourDifferences = (a: Int32Array, b: Int32Array, at: number): number =>
  (a[at]! ^ b[at]!) | (a[at + 1]! ^ b[at + 1]!) | (a[at + 2]! ^ b[at + 2]!) | (a[at + 3]! ^ b[at + 3]!);

/** Parses the card that begins at `record`. Returns the number of records that it takes. */
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
  fields[card + VALUE_END] = endOfText(table.words, at + 8, at + CARD);
  fields[card + COMMENT] = fields[card + COMMENT_END] = at;
  return 1;
}
