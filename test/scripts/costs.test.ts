import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { costs, costsText, runCosts } from '../../scripts/costs.ts';

const LAKE = { files: 1_000_000, changes: 100_000, questions: 10 };

describe('costs', () => {
  it('are what the README says', () => {
    const shown = costsText(LAKE).replace(/^/gm, '    ');
    expect(readFileSync('README.md', 'utf8')).toContain(`\n${shown}\n`);
  });
  it('grow with what there is to do, and with nothing else', () => {
    const [one, two] = [LAKE, { ...LAKE, changes: 2 * LAKE.changes, questions: 0 }].map((lake) =>
      Object.values(costs(lake)),
    );
    expect(two![0]).toBeCloseTo(2 * one![0]!);
    expect(two!.slice(1, 4)).toEqual(one!.slice(1, 4));
    expect(two![4]).toBe(0);
  });
  it('of crawls are those of four and a third a month, each of the whole lake', () => {
    const crawls = (files: number) =>
      costs({ ...LAKE, files })['a crawl a week, each of the whole lake'] ?? 0;
    // ten minutes of one DPU at 0.44 dollars an hour
    expect(crawls(0)).toBeCloseTo((52 / 12) * (0.44 / 6));
    // and a request for each thousand objects
    expect(crawls(1_000_000) - crawls(0)).toBeCloseTo((52 / 12) * 1000 * (0.005 / 1000));
  });
  it('of a run that finds nothing new are below those of the first', () => {
    const [first, later] = Object.values(runCosts(LAKE));
    expect(later).toBeGreaterThan(0);
    expect(later).toBeLessThan(first! / 3);
  });
});
