import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../lib/fits/limits.ts';
import { readHeaders } from '../../lib/fits/read.ts';
import { NODE } from '../../lib/node/platform.ts';

const files = globSync('fits_data/**/*.{fits,fz,gz,bz2,zst,Z}');

/** What is found in bytes. As from a pipe, sizes are Infinity until the end, and offsets must not go back. */
async function found(bytes: Uint8Array, forwardOnly: boolean) {
  const hdus: unknown[] = [];
  const faults: unknown[] = [];
  let position = 0;
  const source = {
    forwardOnly,
    read: async (offset: number, length: number) => {
      if (forwardOnly && offset < position) throw new Error('the source was asked to go back');
      const part = bytes.subarray(offset, offset + length);
      position = Math.max(position, offset + part.length);
      const isAtEnd = part.length < length;
      return { bytes: part, size: forwardOnly && !isAtEnd ? Number.POSITIVE_INFINITY : bytes.length };
    },
  };
  const sink = {
    hdu: ({ cards, ...hdu }: { readonly cards: { readonly count: number } }) =>
      void hdus.push({ ...hdu, cards: cards.count }),
    fault: (fault: unknown) => void faults.push(fault),
  };
  await readHeaders(source, sink, LIMITS, NODE);
  return { hdus, faults };
}

describe('a file that can only be read forward', () => {
  it.each(files)('%s has the same HDUs and faults, whole or truncated', async (file) => {
    const whole = readFileSync(file);
    for (const length of [whole.length, whole.length - 1, whole.length - 3000, 2880, 100, 0]) {
      const bytes = whole.subarray(0, Math.max(0, length));
      expect(await found(bytes, true)).toEqual(await found(bytes, false));
    }
  });
});
