import { describe, expect, it } from 'vitest';
import { lines, nul } from '../../lib/formats/lines.ts';
import { NotRepresentable } from '../../lib/formats/not-representable.ts';
import { written } from './written.ts';

describe('lines and nul', () => {
  it('have one value per row, and no header', async () => {
    const rows = [
      [['/a b/#1 ?%é.fits'], [null]],
      [[1.5], [[1, 'a']]],
    ];
    expect((await written(lines, ['path'], rows)).text).toBe('/a b/#1 ?%é.fits\n\n1.5\n[1,"a"]\n');
    expect((await written(nul, ['path'], rows)).text).toBe('/a b/#1 ?%é.fits\0\x001.5\0[1,"a"]\0');
    expect((await written(lines, ['path'], [])).text).toBe('');
  });
  it('never make two values of one', async () => {
    const rows = [[['/a\n/etc/x'], ['b\0c']]];
    expect((await written(lines, ['path'], rows)).text).toBe('/a\ufffd/etc/x\nb\0c\n');
    expect((await written(nul, ['path'], rows)).text).toBe('/a\n/etc/x\0b\ufffdc\0');
  });
  it.each([lines, nul])('refuse more than one column, before any row is read', async (format) => {
    await expect(written(format, ['a', 'b'], [[[1, 2]]])).rejects.toThrow(NotRepresentable);
  });
});
