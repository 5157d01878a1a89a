import { describe, expect, it } from 'vitest';
import { nearest } from '../../lib/engines/nearest.ts';

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
