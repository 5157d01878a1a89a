import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Context, synthesized } from '../../helpers/synthesized.ts';

const COMPACTED = { compaction: 'rate(6 hours)', targetBucket: 'the-lake' };
const stack = synthesized(COMPACTED);

interface Table {
  readonly TableInput: { readonly Name: string; readonly ViewOriginalText?: string };
}

const tablesOf = (context: Context) =>
  new Map(
    synthesized(context)
      .of('AWS::Glue::Table')
      .map((table) => [(table.Properties as unknown as Table).TableInput.Name, table]),
  );

describe('a stack with a compaction', () => {
  it('starts it on the schedule, and not as a rebuild', () => {
    const rule = stack.only('AWS::Events::Rule', 'Compaction/Schedule');
    expect(rule.Properties).toMatchObject({ ScheduleExpression: 'rate(6 hours)', State: 'ENABLED' });
    const [target] = rule.Properties['Targets'] as Record<string, unknown>[];
    expect(target).toMatchObject({
      Arn: { Ref: stack.only('AWS::StepFunctions::StateMachine', 'Compaction/Machine').id },
      Input: '{}',
    });
  });

  it('has no part of it without a schedule', () => {
    expect(synthesized().resources.filter(({ path }) => path.startsWith('Compaction'))).toEqual([]);
    expect([...tablesOf({}).keys()]).not.toContain('compaction');
  });

  it('runs statements in a workgroup without the limit for questions', () => {
    const { Properties } = stack.only('AWS::Athena::WorkGroup', 'Compaction/Workgroup');
    expect(Properties['WorkGroupConfiguration']).not.toHaveProperty('BytesScannedCutoffPerQuery');
  });

  it('has an alarm for each way not to succeed', () => {
    const names = stack.of('AWS::CloudWatch::Alarm').map(({ Properties }) => String(Properties['AlarmName']));
    expect(names.filter((name) => name.includes('Compaction'))).toEqual(
      ['Compaction', 'CompactionTimeout', 'CompactionStart'].map((name) => `my-fits-datalake-${name}`),
    );
  });

  it('is on the dashboard', () => {
    const [dashboard] = stack.of('AWS::CloudWatch::Dashboard');
    expect(JSON.stringify(dashboard?.Properties)).toContain('Compaction: runs');
  });

  it('fits into a template', () => {
    expect(JSON.stringify(stack.template).length).toBeLessThan(1_000_000);
  });
});

describe('what the machine switches', () => {
  it.each([
    ['compaction', '30a42d653b41209e'],
    ['pinned_a_cards', '8b2937fbc617ff2a'],
    ['pinned_b_cards', 'fa53448a0f2fc984'],
  ])(
    '%s has the definition that it has always had: a deployment with another one would undo the switch',
    (name, expected) => {
      const table = tablesOf(COMPACTED).get(name);
      expect(
        createHash('sha256')
          .update(JSON.stringify([table?.id, table?.Properties]))
          .digest('hex')
          .slice(0, 16),
      ).toBe(expected);
    },
  );

  const owned = (context: Context) =>
    [...tablesOf(context)].filter(([name]) => name === 'compaction' || name.startsWith('pinned_'));

  it.each<[string, Context]>([
    ['other keywords', { ...COMPACTED, keywords: 'GAIN:double' }],
    ['another schedule', { ...COMPACTED, compaction: 'rate(1 hour)' }],
    ['other settings', { ...COMPACTED, reconcileSchedule: 'rate(7 days)', alarmEmail: 'a@b.example' }],
  ])('is never updated by a deployment with %s', (_, context) => {
    const before = new Map(owned(COMPACTED));
    for (const [name, table] of owned(context)) {
      const known = before.get(name);
      // another definition has another name and another logical id: CloudFormation creates it
      if (known !== undefined) expect(table).toEqual(known);
      for (const other of before.values()) if (other.id === table.id) expect(table).toEqual(other);
    }
    expect(owned(context).length).toBe(11);
  });
});
