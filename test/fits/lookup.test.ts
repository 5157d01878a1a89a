import { describe, expect, it } from 'vitest';
import { type CardTable, cardTable } from '../../lib/fits/card-table.ts';
import { parseCards } from '../../lib/fits/cards.ts';
import { findCard, findValueCard, keywordValue } from '../../lib/fits/lookup.ts';
import { record } from '../helpers/fits.ts';

function tableOf(...records: readonly string[]): CardTable {
  const table = cardTable();
  parseCards(table, Buffer.concat(records.map(record)), 0, records.length);
  return table;
}

const TABLE = tableOf(
  'OBJECT',
  'OBJECT  =',
  "OBJECT  = '   '",
  "OBJECT  = 'M31'",
  "OBJECT  = 'M33'",
  'HIERARCH ESO DET ID = 7',
  'FILTER  = / none',
  'OBJECTS = 5',
);

describe('looking up a card by its keyword', () => {
  it('finds the first card with a value indicator, from a given card on', () => {
    expect(findCard(TABLE, 'OBJECT')).toBe(1);
    expect(findCard(TABLE, 'OBJECT', 2)).toBe(2);
    expect(findCard(TABLE, 'OBJECT', 5)).toBe(-1);
  });
  it('takes the first of several cards whose value is not blank', () => {
    expect(findValueCard(TABLE, 'OBJECT')).toBe(3);
    expect(keywordValue(TABLE, 'OBJECT')).toBe('M31');
  });
  it('finds HIERARCH cards by their keyword without HIERARCH', () => {
    expect(keywordValue(TABLE, 'ESO DET ID')).toBe('7');
  });
  it('finds nothing if every value is blank, or if there is no such card', () => {
    expect(findValueCard(TABLE, 'FILTER')).toBe(-1);
    expect(keywordValue(TABLE, 'FILTER')).toBeUndefined();
    expect(keywordValue(TABLE, 'OBJ')).toBeUndefined();
  });
});
