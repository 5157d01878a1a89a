import { describe, expect, it } from 'vitest';
import type { HeaderHdu } from '../../../lib/engines/overview/file-headers.ts';
import { drawableOf } from '../../../lib/serve/look/drawable.ts';
import { plottedColumns } from '../../../lib/serve/look/points.ts';

const hduOf = (type: string, values: Readonly<Record<string, string>>, length = '1000'): HeaderHdu => ({
  hdu: 1,
  facts: { type, data_offset: '5760', data_length: length },
  derived: [],
  cards: Object.entries(values).map(([keyword, value]) => ({ keyword, value, comment: '', type: 'string' })),
});
const IMAGE = { BITPIX: '-32', NAXIS: '2', NAXIS1: '10', NAXIS2: '20' };
const TABLE = { BITPIX: '8', NAXIS: '2', NAXIS1: '20', NAXIS2: '3', TFIELDS: '2', TFORM1: 'D', TFORM2: '3J' };

describe('what is drawn', () => {
  it.each([
    ['an image', 'IMAGE', IMAGE, { kind: 'image', width: 10, height: 20, planes: 1, offset: 5760 }],
    ['a cube', 'PRIMARY', { ...IMAGE, NAXIS: '4', NAXIS3: '5', NAXIS4: '2' }, { kind: 'image', planes: 10 }],
    [
      'axes of one pixel',
      'IMAGE',
      { ...IMAGE, NAXIS: '3', NAXIS1: '1', NAXIS3: '7' },
      { width: 20, height: 7 },
    ],
    [
      'a spectrum',
      'IMAGE',
      { ...IMAGE, NAXIS2: '1' },
      { kind: 'line', length: 10, axis: { start: 1, step: 1 } },
    ],
    ['a table', 'BINTABLE', TABLE, { kind: 'table', rows: 3, rowBytes: 20 }],
  ])('is %s', (_, type, values, expected) => {
    expect(drawableOf(hduOf(type, values))).toMatchObject(expected);
  });

  it.each([
    ['IMAGE', { ...IMAGE, NAXIS: '0' }, 'no data'],
    ['IMAGE', { ...IMAGE, NAXIS2: '0' }, 'no data'],
    ['IMAGE', { ...IMAGE, BITPIX: '12' }, 'BITPIX'],
    ['IMAGE', { ...IMAGE, NAXIS1: '1', NAXIS2: '1' }, 'a single pixel'],
    ['BINTABLE', { ...TABLE, ZIMAGE: 'true', ZCMPTYPE: 'RICE_1' }, 'a compressed image (RICE_1)'],
    ['BINTABLE', { ...TABLE, TFORM1: '8A' }, 'fewer than two columns of numbers'],
    ['BINTABLE', { ...TABLE, TFORM1: 'C', TFORM2: 'PE(9)' }, 'fewer than two columns of numbers'],
    ['BINTABLE', { ...TABLE, TFORM1: 'nonsense' }, 'fewer than two columns of numbers'],
    ['BINTABLE', { ...TABLE, NAXIS2: '0' }, 'no rows'],
    ['TABLE', TABLE, 'ASCII table'],
    ['RANDOM GROUPS', IMAGE, 'random groups'],
    ['FOREIGN', {}, 'of the type FOREIGN'],
  ])('is not a %s %j', (type, values, reason) => {
    expect(drawableOf(hduOf(type, values))).toMatchObject({ reason: expect.stringContaining(reason) });
  });

  it('is not an HDU without data', () => {
    expect(drawableOf(hduOf('IMAGE', IMAGE, '0'))).toMatchObject({ reason: 'it has no data' });
  });

  it('has the columns of numbers of a table, wherever they are', () => {
    const values = {
      ...{ BITPIX: '8', NAXIS: '2', NAXIS1: '45', NAXIS2: '3', TFIELDS: '6' },
      ...{
        TFORM1: '10A',
        TFORM2: 'E',
        TTYPE2: 'FLUX',
        TFORM3: '9X',
        TFORM4: '3I',
        TFORM5: 'QD',
        TFORM6: '1K',
      },
      ...{ TTYPE6: 'TIME', TSCAL6: '2', TZERO6: '5', TNULL6: '-1', TUNIT6: 's' },
    };
    const table = drawableOf(hduOf('BINTABLE', { ...values, NAXIS1: '46' }));
    if (!('columns' in table)) throw new Error('not a table');
    expect(table.columns).toMatchObject([
      { name: 'FLUX', offset: 10, repeat: 1, bitpix: -32 },
      { name: 'column 4', offset: 16, repeat: 3, bitpix: 16 },
      { name: 'TIME', unit: 's', offset: 38, bitpix: 64, scaling: { scale: 2, zero: 5, blank: -1 } },
    ]);
    const none = { x: undefined, y: undefined };
    expect(plottedColumns(table.columns, none)?.map(({ name }) => name)).toEqual(['TIME', 'FLUX']);
    const chosen = plottedColumns(table.columns, { x: 'FLUX', y: 'column 4' });
    expect(chosen?.map(({ name }) => name)).toEqual(['FLUX', 'column 4']);
  });
});
