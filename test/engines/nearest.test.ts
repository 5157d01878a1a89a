import { describe, expect, it } from 'vitest';
import { nearest, similarNames } from '../../lib/engines/nearest.ts';

describe('nearest', () => {
  it.each([
    ['fltr', 'filter'],
    ['objct', 'object'],
    ['OBJEKT', 'object'],
    ['hud', undefined],
    ['hd', 'hdu'],
    ['gain', undefined],
    ['', undefined],
  ])('%s: %s', (word, found) => {
    expect(nearest(word, ['object', 'filter', 'hdu', 'size'])).toBe(found);
  });
});

describe('similar names', () => {
  const NAMES = ['M31', 'M 31', 'M33', 'NGC 1365', 'ngc1366', 'Orion', 'bias'];
  it.each([
    ['m31', ['M31', 'M 31', 'M33']],
    ['M3', ['M31', 'M 31', 'M33']],
    ['ngc 1365', ['NGC 1365', 'ngc1366']],
    ['M31 field 7', ['M31', 'M 31']],
    ['oroin', ['Orion']],
    ['Vega', []],
    ['', []],
  ])('to %j are %j', (word, similar) => {
    expect(similarNames(word, NAMES, 10)).toEqual(similar);
  });
  it('are as many as wanted', () => {
    expect(similarNames('M3', NAMES, 2)).toEqual(['M31', 'M 31']);
  });
});
