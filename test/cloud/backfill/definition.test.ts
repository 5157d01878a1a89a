import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { type Definition, definitionOf } from '../../helpers/state-machine.ts';
import { synthesized } from '../../helpers/synthesized.ts';

const LIST = { sourceBucket: ['archive', { bucket: 'survey', prefix: 'raw/' }], compaction: 'rate(1 hour)' };
const definition = definitionOf(synthesized());

/** The errors that the validator finds in a definition; `''` if it is valid. */
function problems(candidate: object): string {
  const { isValid, errorsText } = validate(structuredClone(candidate));
  expect(errorsText() === '').toBe(isValid);
  return errorsText();
}

/** A definition, and those of what its maps do with their items, at any depth. */
const withinMaps = (outer: Definition): Definition[] => [
  outer,
  ...Object.values(outer.States).flatMap(({ ItemProcessor }) =>
    ItemProcessor === undefined ? [] : withinMaps(ItemProcessor),
  ),
];

describe('the definition of the state machine', () => {
  it.each([
    ['the default settings', {}],
    [
      'all settings that it depends on',
      { sourcePrefix: 'a*b?$c"\\é/', backfillConcurrency: 1000, reconcileSchedule: 'rate(1 day)' },
    ],
    ['compaction', { compaction: 'rate(1 hour)' }],
    ['a list of sources', LIST],
  ])('is valid Amazon States Language with %s', (_, context) => {
    expect(problems(definitionOf(synthesized(context)))).toBe('');
  });

  it.each([{}, { compaction: 'rate(1 hour)' }, LIST])(
    'only has transitions to states next to it, and reaches every state: %j',
    (context) => {
      const checked = definitionOf(synthesized(context));
      // the validator does not check this within a map
      for (const { StartAt, States } of withinMaps(checked)) {
        const targets = Object.values(States).flatMap(({ Next, Default, Choices = [], Catch = [] }) => [
          ...[Next, Default].filter((name) => name !== undefined),
          ...[...Choices, ...Catch].map((rule) => rule.Next),
        ]);
        expect(new Set([StartAt, ...targets])).toEqual(new Set(Object.keys(States)));
      }
    },
  );
});

describe('the validator', () => {
  type Change = (map: Record<string, unknown>, machine: Record<string, unknown>) => void;
  const broken = (change: Change): object => {
    const machine = structuredClone(definition) as unknown as Record<string, unknown>;
    const states = machine['States'] as Record<string, Record<string, unknown>>;
    const [map] = Object.values(states).filter(({ Label }) => Label === 'bucket');
    change(map ?? {}, machine);
    return machine;
  };
  it.each<[string, string, Change]>([
    [
      'a transition to a missing state',
      'MISSING_TRANSITION_TARGET',
      (map) => Object.assign(map, { Next: 'Nowhere' }),
    ],
    ['a state without a transition', 'TERMINAL_STATE_WITH_NEXT', (map) => delete map['Next']],
    ['an unknown field', 'SCHEMA_VALIDATION_FAILED', (map) => Object.assign(map, { Lable: 'x' })],
    ['an unknown type of state', 'SCHEMA_VALIDATION_FAILED', (map) => Object.assign(map, { Type: 'Maps' })],
    ['no first state', 'SCHEMA_VALIDATION_FAILED', (_, machine) => delete machine['StartAt']],
    ['an invalid path', 'SCHEMA_VALIDATION_FAILED', (map) => Object.assign(map, { ResultPath: 'source' })],
    [
      'a failure percentage above 100',
      'SCHEMA_VALIDATION_FAILED',
      (map) => Object.assign(map, { ToleratedFailurePercentage: 101 }),
    ],
    [
      'batches of more than 256 KiB',
      'SCHEMA_VALIDATION_FAILED',
      (map) => Object.assign(map, { ItemBatcher: { MaxInputBytesPerBatch: 262_145 } }),
    ],
    [
      'a distributed map without an execution type',
      'SCHEMA_VALIDATION_FAILED',
      ({ ItemProcessor }) =>
        Object.assign(ItemProcessor as object, { ProcessorConfig: { Mode: 'DISTRIBUTED' } }),
    ],
    [
      'results without a destination',
      'SCHEMA_VALIDATION_FAILED',
      (map) => Object.assign(map, { ResultWriter: { Parameters: {} } }),
    ],
  ])('would find %s: %s', (_, code, change) => {
    expect(problems(broken(change))).toContain(code);
  });
});
