import { describe, expect, it } from 'vitest';
import {
  type Definition,
  definitionOf,
  functionArn,
  mapsOf,
  type State,
  stateOf,
} from '../../helpers/state-machine.ts';
import { synthesized } from '../../helpers/synthesized.ts';

const stack = synthesized();
const { source, bucket, lake } = mapsOf(definitionOf(stack));
const lambda = stack.only('AWS::Lambda::Function', 'Backfill/Function');

/** Seconds that an Express execution may take. */
const EXPRESS_SECONDS = 300;
const THROTTLED = 'Lambda.TooManyRequestsException';
const KIB = 1024;

/** The most seconds that a state can wait between its attempts. */
const waitsOf = ({ Retry = [] }: State, isThrottled: boolean): number =>
  Retry.filter(
    ({ ErrorEquals }) => (ErrorEquals[0] === THROTTLED && ErrorEquals.length === 1) === isThrottled,
  )
    .flatMap(({ IntervalSeconds, BackoffRate, MaxDelaySeconds, MaxAttempts }) =>
      Array.from({ length: MaxAttempts }, (_, i) =>
        Math.min(IntervalSeconds * BackoffRate ** i, MaxDelaySeconds),
      ),
    )
    .reduce((sum, seconds) => sum + seconds, 0);

describe.each([
  ['source', source],
  ['bucket', bucket],
  ['lake', lake],
])('a batch of the %s', (_, map) => {
  const child = map.ItemProcessor as Definition;
  const first = stateOf(child, child.StartAt);
  const second = stateOf(child, first.Catch?.at(-1)?.Next);
  const giveUp = stateOf(child, second.Catch?.[0]?.Next);

  it('calls the function, calls it again after a crash, and then gives up with the reason', () => {
    expect(Object.keys(child.States)).toHaveLength(3);
    for (const state of [first, second]) {
      const { Retry: _, TimeoutSeconds: __, Catch = [], ...fields } = state;
      expect({ ...fields, Catch: Catch.slice(-1) }).toEqual({
        Type: 'Task',
        Resource: functionArn(lambda.id),
        End: true,
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.crashed', Next: expect.any(String) }],
      });
    }
    // its output is its input
    const { Comment: __, ...fields } = giveUp;
    expect(fields).toEqual({ Type: 'Pass', End: true });
  });

  it('retries with jitter if Lambda has no capacity or fails immediately, and in no other case', () => {
    for (const { Retry = [] } of [first, second]) {
      for (const retrier of Retry) expect(retrier).toMatchObject({ JitterStrategy: 'FULL' });
      const errors = Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
      expect(errors).toContain(THROTTLED);
      expect(new Set(errors).size).toBe(errors.length);
      // errors that may come after minutes are left to the second call
      expect(errors.filter((error) => /Timeout|SdkClient|States|Unknown/.test(error))).toEqual([]);
    }
  });

  it('ends before its execution times out, however often it waits', () => {
    const seconds = (state: State): number => (state.TimeoutSeconds ?? Number.NaN) + waitsOf(state, false);
    expect(seconds(first) + seconds(second)).toBeLessThan(EXPRESS_SECONDS);
    expect(seconds(first) + waitsOf(first, true)).toBeLessThan(EXPRESS_SECONDS);
  });

  it('does not cut a call of the function short', () => {
    for (const { TimeoutSeconds } of [first, second])
      expect(TimeoutSeconds).toBeGreaterThan(Number(lambda.Properties['Timeout']));
  });

  it('waits for capacity longer than one call lasts, and does not count that as a crash', () => {
    expect(waitsOf(first, true)).toBeGreaterThan(Number(lambda.Properties['Timeout']));
    const throttled = first.Catch?.[0];
    expect(throttled?.ErrorEquals).toEqual([THROTTLED]);
    expect(stateOf(child, throttled?.Next)).toBe(giveUp);
  });

  it('fits into a state together with the reason of a crash', () => {
    const { MaxInputBytesPerBatch } = (map['ItemBatcher'] ?? {}) as Record<string, number>;
    const prefix = 6 * KIB; // 1,024 bytes, each of which JSON may write as \u00xx
    expect(MaxInputBytesPerBatch! + prefix + 32 * KIB).toBeLessThan(256 * KIB);
  });
});
