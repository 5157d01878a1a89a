import { describe, expect, it } from 'vitest';
import { inputOf, prefixOption, scopeFromInput, scopeOf } from '../../../lib/cli/backfill/scope.ts';
import { RunFailed, UsageError } from '../../../lib/cli/errors.ts';
import { ONE_SOURCE, OUTPUTS } from '../../helpers/our-stack.ts';

const STACK = { name: 'my-fits-datalake', ...ONE_SOURCE, outputs: OUTPUTS };
const COMPACTING = { ...STACK, outputs: { ...OUTPUTS, Compaction: 'rate(1 hour)' } };
const ALL = { prefix: undefined, force: false, changes: false };

describe('the scope of a run', () => {
  it('covers the whole stack and the whole lake by default', () => {
    expect(scopeOf(STACK, ALL)).toEqual({
      ...{ sourcePrefix: 'raw/', lakePrefix: 'headers/', force: false },
    });
  });
  it('covers only the lake objects that a prefix can have', () => {
    expect(scopeOf(STACK, { ...ALL, prefix: 'raw/2025/', force: true })).toEqual({
      ...{ sourcePrefix: 'raw/2025/', lakePrefix: 'headers/collection=raw/', force: true },
    });
  });
  it('refuses a prefix outside the stack, and names both prefixes', () => {
    expect(() => scopeOf(STACK, { ...ALL, prefix: 'other/' })).toThrow(UsageError);
    expect(() => scopeOf(STACK, { ...ALL, prefix: 'other/' })).toThrow(
      /--prefix other\/: .* raw\/ \(.*sourcePrefix\)/,
    );
  });
  it('can be only the changes, if the stack records them', () => {
    const onlyChanges = { ...ALL, changes: true };
    expect(inputOf(scopeOf(COMPACTING, onlyChanges))).toBe(
      '{"sourcePrefix":"raw/","lakePrefix":"headers/","force":false,"changes":true}',
    );
    for (const Compaction of ['off', '']) {
      const stack = { ...STACK, outputs: { ...OUTPUTS, Compaction } };
      expect(() => scopeOf(stack, onlyChanges)).toThrow(UsageError);
      expect(() => scopeOf(stack, onlyChanges)).toThrow(/--changes: .*my-fits-datalake.*compaction/);
    }
  });
  it('is restored from the input of a state machine', () => {
    const scope = scopeOf(COMPACTING, { prefix: 'raw/ü "x"/', force: true, changes: true });
    expect(scopeFromInput(inputOf(scope))).toEqual(scope);
  });
  it.each([undefined, '', '{}', '[]', '{"sourcePrefix":1,"lakePrefix":""}'])(
    'cannot be read from the input %j',
    (input) => {
      expect(() => scopeFromInput(input)).toThrow(RunFailed);
    },
  );
});

describe('the option --prefix', () => {
  it.each([
    ['a bucket', 's3://archive/raw/', /leave out the bucket/],
    ['a wildcard', 'raw/*', /leave out the \*/],
    ['a value that is longer than a key', 'x'.repeat(1025), /1024 bytes/],
  ])('refuses %s', (_, value, reason) => {
    expect(() => prefixOption(value)).toThrow(UsageError);
    expect(() => prefixOption(value)).toThrow(reason);
  });
  it('keeps the value as it is', () => {
    expect(prefixOption(' a b%20/')).toBe(' a b%20/');
  });
});
