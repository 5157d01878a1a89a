import { describe, expect, it } from 'vitest';
import { bytes, bytesOf, counted, duration, utc } from '../../../lib/cli/terminal/words.ts';

describe('words', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [327_400, '327 kB'],
    [9_940_000, '9.9 MB'],
    [1.5e15, '1.5 PB'],
    [2e18, '2000 PB'],
  ])('for %d bytes are "%s"', (number, text) => {
    expect(bytes(number)).toBe(text);
  });
  it.each([
    [327_000, 327_400, '327 of 327 kB'],
    [512_000, 1_200_000_000, '512 kB of 1.2 GB'],
    [0, 5, '0 of 5 bytes'],
  ])('for %d of %d bytes are "%s"', (part, whole, text) => {
    expect(bytesOf(part, whole)).toBe(text);
  });
  it.each([
    [0, '0 files'],
    [1, '1 file'],
    [12_345, '12,345 files'],
  ])('for %d files are "%s"', (number, text) => {
    expect(counted(number, 'file')).toBe(text);
  });
  it.each([
    [0.2, '1 s'],
    [59, '59 s'],
    [61, '1 min'],
    [3599, '1 h 0 min'],
    [7500, '2 h 5 min'],
  ])('for %d seconds are "%s"', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
  it('for a time have its date, time and zone', () => {
    expect(utc(new Date('2026-11-25T10:00:00.999Z'))).toBe('2026-11-25 10:00:00 UTC');
  });
});
