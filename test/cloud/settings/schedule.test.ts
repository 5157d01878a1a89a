import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crawlProblem, ruleProblem } from '../../../lib/cloud/settings/schedule.ts';

describe('crawlProblem', () => {
  // the first nine are the examples of the page it follows, and one of the predecessor's kind
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
  ])('%s is one', (schedule) => {
    expect(crawlProblem(schedule)).toBeUndefined();
  });

  it.each([
    ['rate(1 hour)', 'Glue knows no rate()'],
    ['0 3 * * ? *', 'write cron('],
    ['cron(0 3 * * ? *) ', 'write cron('],
    ['CRON(0 3 * * ? *)', 'write cron('],
    ['cron(0 3 * * ?)', 'has 5 fields, and a schedule has 6'],
    ['cron(0 0 3 * * ? *)', 'has 7 fields'],
    ['cron()', 'has 1 fields'],
    ['cron(60 3 * * ? *)', '"60" as its minutes: 0 to 59'],
    ['cron(0 24 * * ? *)', '"24" as its hours: 0 to 23'],
    ['cron(0 3 32 * ? *)', '"32" as its day of month: 1 to 31'],
    ['cron(0 3 0 * ? *)', '"0" as its day of month'],
    ['cron(0 3 32W * ? *)', '"32W" as its day of month'],
    ['cron(0 3 * 13 ? *)', '"13" as its month: 1 to 12'],
    ['cron(0 3 * MAI ? *)', '"MAI" as its month'],
    ['cron(0 3 ? * 0 *)', '"0" as its day of week: 1 to 7'],
    ['cron(0 3 ? * MON#1 *)', '"MON#1" as its day of week'],
    ['cron(0 3 * * ? 1969)', '"1969" as its year: 1970 to 2199'],
    ['cron(0 3 * * ? 2200)', '"2200" as its year'],
    ['cron(? 3 * * ? *)', '"?" as its minutes'],
    ['cron(5- 3 * * ? *)', '"5-" as its minutes'],
    ['cron(30-20 3 * * ? *)', '"30-20" as its minutes'],
    ['cron(1-2-3 3 * * ? *)', '"1-2-3" as its minutes'],
    ['cron(0/0 3 * * ? *)', '"0/0" as its minutes'],
    ['cron(0/ 3 * * ? *)', '"0/" as its minutes'],
    ['cron(0, 3 * * ? *)', '"0," as its minutes'],
    ['cron(-5 3 * * ? *)', '"-5" as its minutes'],
    ['cron(0 3 * * * *)', 'says ? in none of day of month and day of week'],
    ['cron(0 3 ? * ? *)', 'says ? in both of day of month and day of week'],
    ['cron(0 3 1 * MON *)', 'says ? in none'],
    ['cron(* 3 * * ? *)', 'crawls 1 minute apart'],
    ['cron(0/4 * * * ? *)', 'crawls 4 minutes apart'],
    ['cron(0,3 3 * * ? *)', 'crawls 3 minutes apart'],
    // over the hour, and over midnight
    ['cron(0,58 * * * ? *)', 'crawls 2 minutes apart'],
    ['cron(0,58 0,23 * * ? *)', 'crawls 2 minutes apart'],
  ])('%s is none: %s', (schedule, why) => {
    expect(crawlProblem(schedule)).toContain(why);
  });

  it('takes whatever steps through an hour in five minutes or more', () => {
    const times = fc.tuple(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 23 }));
    fc.assert(
      fc.property(times, ([minute, hour]) => crawlProblem(`cron(${minute} ${hour} * * ? *)`) === undefined),
    );
    for (const step of [5, 6, 10, 12, 15, 20, 30]) {
      expect(crawlProblem(`cron(0/${step} * * * ? *)`)).toBeUndefined();
    }
  });

  it('answers for any text', () => {
    const noise = fc.stringMatching(/^cron\([0-9LW?*,/ A-Z#-]{0,40}\)$/);
    fc.assert(fc.property(fc.oneof(fc.string(), noise), (text) => typeof crawlProblem(text) !== 'number'));
  });
});

describe('ruleProblem', () => {
  // among them all examples of the page it follows that are an hour apart or more
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
  ])('%s is one', (schedule) => {
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
    ['cron(0 5 * * 0)', 'has 5 fields, and a schedule has 6, such as cron(0 5 ? * SUN *)'],
    ['cron(0 5 ? * SUN#6 *)', '"SUN#6" as its day of week: 1 to 7'],
    ['cron(0 5 * * * *)', 'in none of day of month and day of week, and EventBridge wants it in one'],
    ['cron(0/30 * * * ? *)', 'looks at the whole bucket every 30 minutes, and it has to be 60 at least'],
    ['cron(* 5 ? * SUN *)', 'looks at the whole bucket every 1 minute,'],
    ['rate(1 minute)', 'looks at the whole bucket every 1 minute,'],
    ['rate(59 minutes)', 'looks at the whole bucket every 59 minutes,'],
  ])('%s is none: %s', (schedule, why) => {
    expect(ruleProblem(schedule)).toContain(why);
  });

  it('answers for any text', () => {
    const noise = fc.stringMatching(/^(?:cron|rate)\([0-9LW?*,/ A-Za-z#-]{0,40}\)$/);
    fc.assert(fc.property(fc.oneof(fc.string(), noise), (text) => typeof ruleProblem(text) !== 'number'));
  });
});
