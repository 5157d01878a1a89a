import {
  type CardTable,
  COMMENTARY,
  cardName,
  cardValue,
  FIELDS,
  INTEGER,
  LOGICAL,
  NAME,
  NAME_END,
  STRING,
  TYPE,
} from './card-table.ts';
import type { FaultCode } from './fault.ts';

/** What a header says of its data unit. */
export interface Layout {
  /** PRIMARY, RANDOM GROUPS, or the value of XTENSION: IMAGE, TABLE, BINTABLE, ... */
  readonly type: string;
  /** Bytes of data, without padding; exact even beyond 2^53. */
  readonly dataLength: bigint;
  readonly problems: readonly Problem[];
}

interface Problem {
  readonly code: FaultCode;
  readonly what: string;
}

/** FITS standard 4.0, 4.4.1.1: NAXIS is at most 999. */
const MOST_AXES = 999;
const BITPIX = new Set(['8', '16', '32', '64', '-32', '-64']);

/**
 * Size and type of an HDU's data unit: |BITPIX| / 8 * GCOUNT * (PCOUNT + NAXIS1 * ... * NAXISn), FITS
 * standard 4.0, 4.4.1 (primary), 6.2 (random groups), 7 (extensions). What is missing or impossible counts
 * as no data and is named in `problems`.
 */
export function layoutOf(table: CardTable, primary: boolean): Layout {
  const problems: Problem[] = [];
  const whole = (keyword: string, least: bigint, otherwise: bigint, needed: boolean): bigint => {
    const card = findCard(table, keyword);
    if (card < 0) {
      if (needed) problems.push({ code: 'bad-naxis', what: `${keyword} is missing` });
      return otherwise;
    }
    const value = typeAt(table, card) === INTEGER ? BigInt(cardValue(table, card)) : undefined;
    if (value !== undefined && value >= least) return value;
    problems.push({ code: 'bad-naxis', what: `${keyword} is ${shownValue(table, card)}` });
    return otherwise;
  };
  const bitpix = findCard(table, 'BITPIX');
  const bits = bitpix >= 0 && typeAt(table, bitpix) === INTEGER ? cardValue(table, bitpix) : '';
  if (!BITPIX.has(bits))
    problems.push({ code: 'bad-bitpix', what: `BITPIX is ${shownValue(table, bitpix)}` });
  let axes = whole('NAXIS', 0n, 0n, true);
  if (axes > MOST_AXES) {
    problems.push({ code: 'bad-naxis', what: `NAXIS is ${axes}` });
    axes = 0n;
  }
  const lengths: bigint[] = [];
  for (let axis = 1; axis <= axes && problems.length < 3; axis++)
    lengths.push(whole(`NAXIS${axis}`, 0n, 0n, true));
  const groups = primary && lengths[0] === 0n && isTrue(table, findCard(table, 'GROUPS'));
  if (groups) lengths.shift();
  const counted = groups || !primary;
  const gcount = counted ? whole('GCOUNT', 0n, 1n, false) : 1n;
  const pcount = counted ? whole('PCOUNT', 0n, 0n, false) : 0n;
  // NAXIS = 0 says that no data follow, whatever PCOUNT is: 4.4.1.1
  const elements = axes === 0n ? 0n : pcount + lengths.reduce((product, length) => product * length, 1n);
  const bytes = BITPIX.has(bits) ? BigInt(Math.abs(Number(bits)) / 8) : 0n;
  const type = primary ? (groups ? 'RANDOM GROUPS' : 'PRIMARY') : extensionType(table);
  return { type, dataLength: bytes * gcount * elements, problems };
}

/** A value as a reason shows it. */
function shownValue(table: CardTable, card: number): string {
  if (card < 0) return 'missing';
  const value = cardValue(table, card);
  return value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}...` : value || 'empty';
}

const LONGEST_SHOWN = 40;

const typeAt = (table: CardTable, card: number): number => table.fields[card * FIELDS + TYPE]!;

const isTrue = (table: CardTable, card: number): boolean =>
  card >= 0 && typeAt(table, card) === LOGICAL && cardValue(table, card) === 'true';

/** XTENSION stands in an extension's first card. */
function extensionType(table: CardTable): string {
  if (table.count === 0 || cardName(table, 0) !== 'XTENSION' || typeAt(table, 0) !== STRING) return '';
  return cardValue(table, 0).trim().toUpperCase();
}

/** The first card named `keyword` that has a value indicator, or -1. The size cards stand first: quick. */
function findCard(table: CardTable, keyword: string): number {
  const { bytes, fields, count } = table;
  const first = keyword.charCodeAt(0);
  for (let card = 0; card < count; card++) {
    const start = fields[card * FIELDS + NAME]!;
    const length = fields[card * FIELDS + NAME_END]! - start;
    if (length !== keyword.length || bytes[start] !== first || typeAt(table, card) === COMMENTARY) continue;
    let same = 1;
    while (same < length && bytes[start + same] === keyword.charCodeAt(same)) same++;
    if (same === length) return card;
  }
  return -1;
}
