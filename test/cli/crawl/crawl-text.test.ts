import { describe, expect, it } from 'vitest';
import type { CrawlResult } from '../../../lib/cli/crawl/crawl-result.ts';
import { crawlText } from '../../../lib/cli/crawl/crawl-text.ts';

describe('the sentence about a crawl', () => {
  it.each<[CrawlResult, string]>([
    [
      {
        ...{ result: 'SUCCEEDED', seconds: 72.4, dpuHours: 0.3333 },
        changes: { 'TABLE UPDATE': 1, 'PARTITION ADD': 2 },
      },
      'the crawl succeeded in 72 s: 1 table updated, 2 partitions added; 0.33 DPU hours',
    ],
    [{ result: 'SUCCEEDED', changes: {} }, 'the crawl succeeded: nothing changed'],
    [{ result: 'FAILED', error: 'denied', changes: {} }, 'the crawl failed: denied'],
    [
      { result: 'FAILED', error: 'denied', log: '/aws-glue/crawlers a', changes: {} },
      'the crawl failed: denied (log: /aws-glue/crawlers a)',
    ],
    [{ result: 'CANCELLED', changes: {} }, 'the crawl was stopped'],
    [{ result: 'UNKNOWN', changes: {} }, 'the crawl has ended; Glue does not report the result'],
  ])('%j', (crawl, text) => {
    expect(crawlText(crawl)).toBe(text);
  });
});
