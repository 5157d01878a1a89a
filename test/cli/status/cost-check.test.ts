import { describe, expect, it } from 'vitest';
import { countsOf, monthMetrics, queriesOf } from '../../../lib/cli/status/month-metrics.ts';
import { lastMonthUse } from '../../../lib/deployment/costs/last-month.ts';
import { dollarsOf, partsOf } from '../../../lib/deployment/costs/use.ts';
import { ATHENA_LEAST_BYTES, PRICE } from '../../../lib/deployment/prices.ts';
import { COMPACTION_ALARMS } from '../../../lib/deployment/usage.ts';
import { Refused } from '../../helpers/fake-aws.ts';
import { lineOf, metricsWith, statusFacts, statusOfStack } from '../../helpers/fake-stack-status.ts';
import { OUTPUTS } from '../../helpers/our-stack.ts';

const METRICS = monthMetrics({ outputs: OUTPUTS });
const NOTHING = { ...countsOf(METRICS, new Map()), dpuHours: 0 };

describe('the cost of the last month', () => {
  it('is that of metrics and alarms if nothing happened', () => {
    expect(
      partsOf(lastMonthUse(NOTHING))
        .filter(([, dollars]) => dollars > 0)
        .map(([part]) => part),
    ).toEqual(['metrics and alarms']);
    const more = dollarsOf(lastMonthUse(NOTHING, true)) - dollarsOf(lastMonthUse(NOTHING));
    expect(more).toBeCloseTo(2 * PRICE.metricMonth + COMPACTION_ALARMS * PRICE.alarmMonth);
  });

  it('is the sum of what was used', () => {
    const idle = dollarsOf(lastMonthUse(NOTHING));
    const cost = (counts: Partial<typeof NOTHING>): number =>
      dollarsOf(lastMonthUse({ ...NOTHING, ...counts })) - idle;
    expect(cost({ files: 10, requests: 30 })).toBeCloseTo(10 * PRICE.s3Put + 20 * PRICE.s3Get);
    expect(cost({ dpuHours: 2 })).toBeCloseTo(0.88);
    expect(cost({ scanned: 5, queries: 3 })).toBeCloseTo(3 * ATHENA_LEAST_BYTES * PRICE.athenaByte);
    // each query read all lake objects
    const stored = { storedBytes: 4e9, storedObjects: 1e6 };
    expect(cost({ ...stored, scanned: 8e9 }) - cost(stored)).toBeCloseTo(
      8e9 * PRICE.athenaByte + 2e6 * PRICE.s3Get,
    );
    expect(cost({ milliseconds: 1e9 })).toBeCloseTo(1e6 * (1769 / 1024) * PRICE.lambdaGbSecond);
  });

  it('adds up the values of all metrics of a number; of a bucket, the newest counts', () => {
    const values = new Map(queriesOf(METRICS).map(({ Id = '' }) => [Id, [3, 1]]));
    const counts = countsOf(METRICS, values);
    expect(counts).toMatchObject({
      files: 4,
      calls: 8,
      batches: 4,
      events: 4,
      sent: 12,
      scanned: 16,
      logBytes: 8,
    });
    expect(counts).toMatchObject({ storedBytes: 3, storedObjects: 3 });
  });

  it('is about the parts of this stack only', () => {
    const dimensions = queriesOf(METRICS).flatMap(({ MetricStat }) => MetricStat?.Metric?.Dimensions ?? []);
    const fixed = ['StorageType', 'QueryType', 'QueryState'];
    const names = dimensions.flatMap(({ Name = '', Value = '' }) => (fixed.includes(Name) ? [] : Value));
    const outputs = Object.values(OUTPUTS).map((output) => output.slice(output.lastIndexOf('/') + 1));
    for (const name of names) expect([...outputs, `${OUTPUTS.Workgroup}-compaction`]).toContain(name);
  });
});

describe('status --stack', () => {
  it('asks for a month of metrics, and adds the crawls of that month', async () => {
    const now = Date.now() / 1000;
    const { requests, stdout } = await statusOfStack({
      ...metricsWith({ ProcessedBytes: 1e12 }),
      ListCrawls: ({ NextToken }) =>
        NextToken === undefined
          ? { Crawls: [{ StartTime: now - 60, DPUHour: 1 }], NextToken: 'more' }
          : {
              Crawls: [
                { StartTime: now - 120, DPUHour: 2 },
                { StartTime: now - 40 * 86_400, DPUHour: 50 },
              ],
            },
    });
    const input = requests.find(({ action }) => action === 'GetMetricData')?.input ?? {};
    expect(Number(input['EndTime']) - Number(input['StartTime'])).toBe(30 * 86_400);
    // 4e12 bytes, of users and of the compaction: statements that succeeded, and those that were cancelled
    expect(lineOf('cost', stdout)).toMatch(/: \$18\.19 Athena, \$5\.80 metrics and alarms, \$1\.32 crawls; /);
  });

  it('says which permission the estimate needs, and nothing is wrong', async () => {
    const answers = {
      GetMetricData: () => {
        throw new Refused('AccessDenied', 'User: a is not authorized to perform: cloudwatch:GetMetricData');
      },
    };
    const { status, stdout } = await statusOfStack(answers);
    expect(status).toBe(0);
    expect(lineOf('cost', stdout)).toMatch(/^cost: unknown: access denied: .* cloudwatch:GetMetricData/);
    const { facts } = await statusFacts(answers);
    expect(facts).toMatchObject({ cost: { failed: expect.stringContaining('access denied') }, wrong: [] });
  });
});
