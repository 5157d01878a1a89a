import {
  type CardTable,
  cardName,
  cardType,
  cardValue,
  FIELDS,
  INTEGER,
  TYPE,
  VALUE,
  VALUE_END,
} from './card-table.ts';
import type { FaultCode } from './fault.ts';
import { findCard } from './lookup.ts';
import { REASONS } from './reasons.ts';

/** The data unit of an HDU, as its header describes it. */
export interface Layout {
  /** PRIMARY, RANDOM GROUPS, or the value of XTENSION: IMAGE, TABLE, BINTABLE, ... */
  readonly type: string;
  /** Bytes of data, without padding; exact even beyond 2^53. */
  readonly dataLength: bigint;
  readonly problems: readonly Problem[];
}

/** A size card that is missing or impossible. It is reported at the first byte of the header. */
interface Problem {
  readonly code: FaultCode;
  readonly what: string;
}

/** FITS standard 4.0, 4.4.1.1: NAXIS is at most 999. */
const MOST_AXES = 999;
/** Problems after which the remaining axes are not read. */
const MOST_PROBLEMS = 3;
const BITPIX = new Set(['8', '16', '32', '64', '-32', '-64']);

/**
 * Type and size of an HDU's data unit: |BITPIX| / 8 * GCOUNT * (PCOUNT + NAXIS1 * ... * NAXISn), by FITS
 * standard 4.0, sections 4.4.1 (primary), 6.2 (random groups) and 7 (extensions). If a card is missing or
 * impossible, the HDU counts as having no data, and `problems` names the card.
 *
 * If a size card is duplicated, the first one counts, even if it is blank.
 */
export function layoutOf(table: CardTable, isPrimary: boolean): Layout {
  const problems: Problem[] = [];
  const integer = (keyword: string, least: number, fallback: number, isRequired: boolean): Size => {
    const card = findCard(table, keyword);
    if (card < 0) {
      if (isRequired) problems.push({ code: 'bad-naxis', what: REASONS.missing(keyword) });
      return fallback;
    }
    const value = sizeOf(table, card);
    if (value !== undefined && value >= least) return value;
    problems.push({ code: 'bad-naxis', what: REASONS.impossible(keyword, shownValue(table, card)) });
    return fallback;
  };
  const bitpix = findCard(table, 'BITPIX');
  const bits = bitpix >= 0 && cardType(table, bitpix) === 'integer' ? cardValue(table, bitpix) : '';
  if (!BITPIX.has(bits)) problems.push({ code: 'bad-bitpix', what: bitpixProblem(table, bitpix) });
  let axes = integer('NAXIS', 0, 0, true);
  if (axes > MOST_AXES) {
    problems.push({ code: 'bad-naxis', what: REASONS.impossible('NAXIS', String(axes)) });
    axes = 0;
  }
  const lengths: Size[] = [];
  for (let axis = 1; axis <= axes && problems.length < MOST_PROBLEMS; axis++)
    lengths.push(integer(`NAXIS${axis}`, 0, 0, true));
  const isGroups = isPrimary && lengths[0] === 0 && isTrue(table, findCard(table, 'GROUPS'));
  if (isGroups) lengths.shift();
  const hasCounts = isGroups || !isPrimary;
  const gcount = hasCounts ? integer('GCOUNT', 0, 1, false) : 1;
  const pcount = hasCounts ? integer('PCOUNT', 0, 0, false) : 0;
  // NAXIS = 0 means that there is no data, whatever PCOUNT is: 4.4.1.1
  const elements = axes === 0 ? 0 : sum(pcount, lengths.reduce(product, 1));
  const bytesPerElement = BITPIX.has(bits) ? Math.abs(Number(bits)) / 8 : 0;
  const type = isPrimary ? (isGroups ? 'RANDOM GROUPS' : 'PRIMARY') : extensionType(table);
  return { type, dataLength: BigInt(product(product(bytesPerElement, gcount), elements)), problems };
}

/** A whole number: a bigint only if it may be beyond 2^53, because ordinary numbers are much faster. */
type Size = number | bigint;

const product = (one: Size, other: Size): Size => {
  const rounded = Number(one) * Number(other);
  return Number.isSafeInteger(rounded) ? rounded : BigInt(one) * BigInt(other);
};
const sum = (one: Size, other: Size): Size => {
  const rounded = Number(one) + Number(other);
  return Number.isSafeInteger(rounded) ? rounded : BigInt(one) + BigInt(other);
};

/** Numbers of up to this many characters are below 2^53. */
const SAFE_LENGTH = 15;

/** The value of a card; undefined if it is not an integer. */
function sizeOf(table: CardTable, card: number): Size | undefined {
  const { bytes, fields } = table;
  const at = card * FIELDS;
  if (fields[at + TYPE] !== INTEGER) return undefined;
  const [start, end] = [fields[at + VALUE]!, fields[at + VALUE_END]!];
  if (end - start > SAFE_LENGTH) return BigInt(cardValue(table, card));
  const isNegative = bytes[start] === MINUS;
  let size = 0;
  for (let digit = isNegative ? start + 1 : start; digit < end; digit++)
    size = 10 * size + bytes[digit]! - ZERO;
  return isNegative ? -size : size;
}

const MINUS = 0x2d;
const ZERO = 0x30;

const bitpixProblem = (table: CardTable, card: number): string =>
  card < 0 ? REASONS.missing('BITPIX') : REASONS.impossible('BITPIX', shownValue(table, card));

/** The most characters of a value that a reason shows. */
const LONGEST_SHOWN = 40;

/** A value as a reason shows it. */
function shownValue(table: CardTable, card: number): string {
  const value = cardValue(table, card);
  return value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}...` : value || 'empty';
}

const isTrue = (table: CardTable, card: number): boolean =>
  card >= 0 && cardType(table, card) === 'logical' && cardValue(table, card) === 'true';

/** The value of XTENSION, which has to be the first card of an extension; empty if it is not. */
function extensionType(table: CardTable): string {
  if (table.count === 0 || cardName(table, 0) !== 'XTENSION' || cardType(table, 0) !== 'string') return '';
  return cardValue(table, 0).trim().toUpperCase();
}
