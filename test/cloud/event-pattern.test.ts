import { describe, expect, it } from 'vitest';
import { eventPattern, MAX_PATTERN } from '../../lib/cloud/event-pattern.ts';
import { SUFFIXES } from '../../lib/lake/suffixes.ts';

describe('eventPattern', () => {
  it('stays within the quota with all suffixes and the longest bucket name', () => {
    const size = JSON.stringify(eventPattern('b'.repeat(63), SUFFIXES)).length;
    expect(size).toBeLessThan(MAX_PATTERN);
  });

  it('contains each suffix once, since it matches in any case', () => {
    const { detail } = eventPattern('archive', ['.fits.Z', '.fits.z', '.FITS']);
    expect(detail.object.key).toEqual([
      { suffix: { 'equals-ignore-case': '.fits.z' } },
      { suffix: { 'equals-ignore-case': '.fits' } },
    ]);
  });
});
