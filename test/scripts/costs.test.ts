import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { costs, costsText, runCosts } from '../../scripts/costs.ts';

const LAKE = { files: 1_000_000, changes: 100_000, questions: 10 };

describe('costs', () => {
  it('are in the documentation as the script prints them', () => {
    const rows = costsText(LAKE).split('\n');
    const pages = ['README.md', ...globSync('docs/**/*.md')].map((page) => readFileSync(page, 'utf8'));
    expect(pages.filter((page) => rows.every((row) => page.includes(row)))).toHaveLength(1);
  });

  it('grow with the files that change and with the queries', () => {
    const [before, after] = [LAKE, { ...LAKE, changes: 2 * LAKE.changes, questions: 0 }].map((lake) =>
      Object.values(costs(lake)),
    );
    expect(after![0]).toBeCloseTo(2 * before![0]!);
    expect(after!.slice(1, 4)).toEqual(before!.slice(1, 4));
    expect(after![4]).toBe(0);
  });

  it('include one crawl of the whole lake per week', () => {
    const crawls = (files: number) => costs({ ...LAKE, files })['one crawl of the whole lake per week'] ?? 0;
    // ten minutes of one DPU at 0.44 dollars an hour
    expect(crawls(0)).toBeCloseTo((52 / 12) * (0.44 / 6));
    // and one request per thousand objects
    expect(crawls(1_000_000) - crawls(0)).toBeCloseTo((52 / 12) * 1000 * (0.005 / 1000));
  });

  it('of a run that finds nothing new are lower than those of the first run', () => {
    const [first, later] = Object.values(runCosts(LAKE));
    expect(later).toBeGreaterThan(0);
    expect(later).toBeLessThan(first! / 3);
  });
});
