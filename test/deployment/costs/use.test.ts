import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildUse, compactionUse } from '../../../lib/deployment/costs/compaction.ts';
import { crawlsPerMonth, crawlUse } from '../../../lib/deployment/costs/crawl.ts';
import { eventsUse, steadyPerCall } from '../../../lib/deployment/costs/events.ts';
import { COMPACTED_QUESTIONS, rawQuestion } from '../../../lib/deployment/costs/question.ts';
import { dollarsOf, partsOf, times, total, type Use } from '../../../lib/deployment/costs/use.ts';
import { ATHENA_LEAST_BYTES, PRICES, type Priced } from '../../../lib/deployment/prices.ts';

const names = Object.keys(PRICES) as Priced[];
const uses: fc.Arbitrary<Use> = fc.dictionary(fc.constantFrom(...names), fc.nat(1e9));
const sizes = fc.record({
  files: fc.integer({ min: 1, max: 1e8 }),
  cards: fc.integer({ min: 10, max: 5000 }),
  hdus: fc.integer({ min: 1, max: 100 }),
});
/** A ratio of 1, up to what rounding makes of it. */
const same = (a: number, b: number) => expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-9 * Math.max(a, b, 1));

describe('a use', () => {
  it('costs as much as its parts, and the sum of two as much as both', () => {
    fc.assert(
      fc.property(uses, uses, fc.nat(1000), (a, b, number) => {
        same(dollarsOf(total(a, b)), dollarsOf(a) + dollarsOf(b));
        same(dollarsOf(times(number, a)), number * dollarsOf(a));
        same(
          partsOf(a).reduce((sum, [, dollars]) => sum + dollars, 0),
          dollarsOf(a),
        );
        const dollars = partsOf(a).map(([, each]) => each);
        expect(dollars).toEqual(dollars.toSorted((x, y) => y - x));
      }),
    );
  });
});

describe('a price', () => {
  it.each(names)('%s names a page of AWS and a month', (name) => {
    const { page, asOf, quotedBy, dollars, per } = PRICES[name];
    expect(page).toMatch(/^https:\/\/aws\.amazon\.com\/[a-z0-9-]+\/pricing\/$/);
    expect(asOf).toMatch(/^20\d\d-(0[1-9]|1[0-2])$/);
    expect(quotedBy).toMatch(/^https:\/\//);
    expect(dollars / per).toBeGreaterThan(0);
  });
});

describe('a crawl', () => {
  it('is billed for ten minutes, and lists each folder for itself', () => {
    expect(crawlUse({ objects: 0, folders: 0 })).toEqual({ glueDpuHour: 1 / 6, s3List: 0 });
    expect(crawlUse({ objects: 1_000_000, folders: 100 }).s3List).toBe(1 + 1000 + 100);
    expect(crawlsPerMonth(15)).toBe(2880);
  });
});

describe('events', () => {
  it('that come one by one take a call each; in uploads, a hundred share one', () => {
    expect(steadyPerCall(1000)).toBe(1);
    expect(steadyPerCall(1e12)).toBe(100);
    const [alone, together] = [1, 100].map((perCall) =>
      eventsUse({ events: 1000, perCall, compaction: true }),
    );
    expect(alone).toMatchObject({ lambdaRequest: 1000, s3Put: 1000 + 2000 });
    expect(together).toMatchObject({ lambdaRequest: 10, s3Put: 1000 + 20 });
    // each is sent, and there is one event of its lake object; ten at a time are received and deleted
    expect(together!.sqsRequest).toBe(1000 + 1000 + 2 * 100);
  });
});

describe('compacted tables', () => {
  it('are built and kept for a number of dollars, which grows with the lake', () => {
    fc.assert(
      fc.property(sizes, fc.nat(1e6), fc.double({ min: 0, max: 1, noNaN: true }), (lake, changed, known) => {
        const run = {
          changed: Math.min(changed, lake.files),
          deltas: Math.ceil(changed / 100),
          known,
          days: 1,
        };
        const [small, large] = [lake, { ...lake, files: 2 * lake.files }].map((each) => [
          dollarsOf(buildUse(each).use),
          dollarsOf(compactionUse(each, run)),
        ]);
        expect(small!.every((dollars) => Number.isFinite(dollars) && dollars > 0)).toBe(true);
        expect(large![0]).toBeGreaterThanOrEqual(small![0]!);
      }),
    );
  });

  it('answer for less than lake objects do, and for at least the smallest price', () => {
    fc.assert(
      fc.property(sizes, (lake) => {
        const raw = dollarsOf(rawQuestion(lake));
        for (const question of Object.values(COMPACTED_QUESTIONS)) {
          const use = question(lake);
          expect(use.athenaByte).toBeGreaterThanOrEqual(ATHENA_LEAST_BYTES);
          // a lake of a few objects costs little either way
          if (lake.files > 1000) expect(dollarsOf(use)).toBeLessThan(raw);
        }
      }),
    );
  });
});
