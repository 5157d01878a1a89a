import { describe, expect, it } from 'vitest';
import { readBytes } from '../helpers/read-file.ts';
import { bytesOf, type EdgeCase, fileOf } from './edge/case.ts';
import { CONTAINERS } from './edge/containers.ts';
import { KEYWORDS } from './edge/keywords.ts';
import { STRUCTURE } from './edge/structure.ts';
import { VALUES } from './edge/values.ts';

// Files at the edge of the FITS standard, each described with the cards that it should be read as: see README.md.

const CASES = [...VALUES, ...KEYWORDS, ...STRUCTURE, ...CONTAINERS];

/** The offsets of the headers, if each HDU directly follows the one before. */
function offsetsOf({ hdus }: EdgeCase): number[] {
  let next = 0;
  return hdus.map((hdu) => {
    const offset = next;
    next += bytesOf(hdu).length;
    return offset;
  });
}

/** The rows of the cards of an HDU: keyword, type, value, comment and first record. */
const rowsOf = ({ cards }: EdgeCase['hdus'][number]): unknown[][] => {
  let record = 0;
  return cards.flatMap(({ records, expected }) => {
    const rows = expected.map((fields) => [...fields, record]);
    record += records.length;
    return rows;
  });
};

describe('the reader reads', () => {
  it.each(CASES)('$about', async (edgeCase) => {
    const { hdus, faults } = await readBytes(fileOf(edgeCase));
    const offsets = edgeCase.offsets ?? offsetsOf(edgeCase);
    expect(hdus.map(({ headerOffset }) => headerOffset)).toEqual(offsets);
    for (const [i, hdu] of edgeCase.hdus.slice(0, offsets.length).entries()) {
      const rows = hdus[i]!.cards.map(({ name, type, value, comment, record }) => [
        ...[name, type, value, comment, record],
      ]);
      expect(rows).toEqual(rowsOf(hdu));
    }
    expect(faults.map(({ code, hdu, byte }) => [code, hdu, byte])).toEqual(edgeCase.faults ?? []);
  });
});
