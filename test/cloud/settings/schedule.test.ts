import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crawlProblem, ruleProblem } from '../../../lib/cloud/settings/schedule.ts';

describe('crawlProblem', () => {
  // the first nine are the examples of Glue's documentation and one of the AWS sample
  it.each([
    'cron(0 10 * * ? *)',
    'cron(15 12 * * ? *)',
    'cron(0 18 ? * MON-FRI *)',
    'cron(0 8 1 * ? *)',
    'cron(0/15 * * * ? *)',
    'cron(0/10 * ? * MON-FRI *)',
    'cron(0/5 8-17 ? * MON-FRI *)',
    'cron(*/15 * * * ? *)',
    'cron(0,15,30,45 * * * ? *)',
    'cron(0 3 * * ? *)',
    'cron( 0 3 * * ? * )',
    'cron(0 3 L * ? *)',
    'cron(0 3 LW * ? *)',
    'cron(0 3 3W * ? *)',
    'cron(0 3 ? * 6L *)',
    'cron(0 3 ? * mon,wed,fri *)',
    'cron(0 3 ? JAN-MAR,DEC 1 2026-2030)',
    'cron(0 3 1-15/2 */3 ? 2026/2)',
    'cron(59 23 * * ? *)',
    'cron(0,58 3 * * ? *)',
  ])('accepts %s', (schedule) => {
    expect(crawlProblem(schedule)).toBeUndefined();
  });

  it.each([
    ['rate(1 hour)', 'Glue has no rate()'],
    ['0 3 * * ? *', 'write cron('],
    ['cron(0 3 * * ? *) ', 'write cron('],
    ['CRON(0 3 * * ? *)', 'write cron('],
    ['cron(0 3 * * ?)', '5 fields'],
    ['cron(0 0 3 * * ? *)', '7 fields'],
    ['cron()', '1 fields'],
    ['cron(60 3 * * ? *)', '"60" as minutes'],
    ['cron(0 24 * * ? *)', '"24" as hours'],
    ['cron(0 3 32 * ? *)', '"32" as day of month'],
    ['cron(0 3 0 * ? *)', '"0" as day of month'],
    ['cron(0 3 32W * ? *)', '"32W" as day of month'],
    ['cron(0 3 * 13 ? *)', '"13" as month'],
    ['cron(0 3 * MAI ? *)', '"MAI" as month'],
    ['cron(0 3 ? * 0 *)', '"0" as day of week'],
    ['cron(0 3 ? * MON#1 *)', '"MON#1" as day of week'],
    ['cron(0 3 * * ? 1969)', '"1969" as year'],
    ['cron(0 3 * * ? 2200)', '"2200" as year'],
    ['cron(? 3 * * ? *)', '"?" as minutes'],
    ['cron(5- 3 * * ? *)', '"5-" as minutes'],
    ['cron(30-20 3 * * ? *)', '"30-20" as minutes'],
    ['cron(1-2-3 3 * * ? *)', '"1-2-3" as minutes'],
    ['cron(0/0 3 * * ? *)', '"0/0" as minutes'],
    ['cron(0/ 3 * * ? *)', '"0/" as minutes'],
    ['cron(0, 3 * * ? *)', '"0," as minutes'],
    ['cron(-5 3 * * ? *)', '"-5" as minutes'],
    ['cron(0 3 * * * *)', 'neither of day of month and day of week'],
    ['cron(0 3 ? * ? *)', 'both of day of month and day of week'],
    ['cron(0 3 1 * MON *)', 'neither'],
    ['cron(* 3 * * ? *)', 'every 1 minute,'],
    ['cron(0/4 * * * ? *)', 'every 4 minutes,'],
    ['cron(0,3 3 * * ? *)', 'every 3 minutes,'],
    // across the hour, and across midnight
    ['cron(0,58 * * * ? *)', 'every 2 minutes,'],
    ['cron(0,58 0,23 * * ? *)', 'every 2 minutes,'],
  ])('refuses %s: %s', (schedule, fact) => {
    expect(crawlProblem(schedule)).toContain(fact);
  });

  it('accepts any time of day, and steps of five minutes or more', () => {
    const times = fc.tuple(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 23 }));
    fc.assert(
      fc.property(times, ([minute, hour]) => crawlProblem(`cron(${minute} ${hour} * * ? *)`) === undefined),
    );
    for (const step of [5, 6, 10, 12, 15, 20, 30]) {
      expect(crawlProblem(`cron(0/${step} * * * ? *)`)).toBeUndefined();
    }
  });

  it('returns a problem or nothing for any text', () => {
    const noise = fc.stringMatching(/^cron\([0-9LW?*,/ A-Z#-]{0,40}\)$/);
    fc.assert(fc.property(fc.oneof(fc.string(), noise), (text) => typeof crawlProblem(text) !== 'number'));
  });
});

describe('ruleProblem', () => {
  // these include all examples of EventBridge's documentation that are at least an hour apart
  it.each([
    'cron(0 10 * * ? *)',
    'cron(15 12 * * ? *)',
    'cron(0 18 ? * MON-FRI *)',
    'cron(0 8 1 * ? *)',
    'cron(15 10 ? * 6L 2019-2022)',
    'cron(0 5 ? * SUN *)',
    'cron(0 5 ? * SUN#1 *)',
    'cron(0 5 ? * 2#5 *)',
    'cron(0 5 LW * ? *)',
    'cron(0 0/2 * * ? *)',
    'cron(30 * * * ? *)',
    'rate(1 hour)',
    'rate(60 minutes)',
    'rate(12 hours)',
    'rate(1 day)',
    'rate(7 days)',
  ])('accepts %s', (schedule) => {
    expect(ruleProblem(schedule)).toBeUndefined();
  });

  it.each([
    ['weekly', 'write rate(1 day), rate(12 hours) or cron('],
    ['rate(1 days)', 'write rate(1 day)'],
    ['rate(7 day)', 'write rate(1 day)'],
    ['rate(0 days)', 'write rate(1 day)'],
    ['rate(1.5 hours)', 'write rate(1 day)'],
    ['rate(-1 hours)', 'write rate(1 day)'],
    ['rate(1 week)', 'write rate(1 day)'],
    ['rate(7  days)', 'write rate(1 day)'],
    ['Rate(7 days)', 'write rate(1 day)'],
    ['at(2027-01-01T00:00:00)', 'write rate(1 day)'],
    ['0 5 * * 0', 'write rate(1 day)'],
    ['cron(0 5 * * 0)', '5 fields'],
    ['cron(0 5 ? * SUN#6 *)', '"SUN#6" as day of week'],
    ['cron(0 5 * * * *)', 'neither of day of month and day of week'],
    ['cron(0/30 * * * ? *)', 'every 30 minutes, and the minimum is 60'],
    ['cron(* 5 ? * SUN *)', 'every 1 minute,'],
    ['rate(1 minute)', 'every 1 minute,'],
    ['rate(59 minutes)', 'every 59 minutes,'],
  ])('refuses %s: %s', (schedule, fact) => {
    expect(ruleProblem(schedule)).toContain(fact);
  });

  it('returns a problem or nothing for any text', () => {
    const noise = fc.stringMatching(/^(?:cron|rate)\([0-9LW?*,/ A-Za-z#-]{0,40}\)$/);
    fc.assert(fc.property(fc.oneof(fc.string(), noise), (text) => typeof ruleProblem(text) !== 'number'));
  });
});
