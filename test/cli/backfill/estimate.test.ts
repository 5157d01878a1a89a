import { describe, expect, it } from 'vitest';
import { estimate } from '../../../lib/cli/backfill/estimate.ts';

describe('the estimate', () => {
  it('for ten million files is an hour or two and less than $100, most of it for writes', () => {
    const { allNew, allKnown } = estimate(1e7, 1e7, 20);
    expect(allNew.minutes).toBeGreaterThan(55);
    expect(allNew.minutes).toBeLessThan(120);
    expect(allNew.dollars).toBeGreaterThan(1e7 * (0.005 / 1000));
    expect(allNew.dollars).toBeLessThan(100);
    expect(allKnown.dollars).toBeLessThan(allNew.dollars / 3);
    expect(allNew.requests / 1e7).toBeCloseTo(3, 1);
    expect(allKnown.requests / 1e7).toBeCloseTo(3, 1);
  });
  it('halves the time with twice the concurrency', () => {
    expect(estimate(1e7, 1e7, 40).allNew.minutes).toBeCloseTo(estimate(1e7, 1e7, 20).allNew.minutes / 2, 6);
  });
  it('is zero for no files', () => {
    expect(estimate(0, 0, 20).allNew).toEqual({ requests: 0, dollars: 0, minutes: 0 });
  });
});
