import { describe, expect, it } from 'vitest';
import { inputOf, prefixOption, scopeFromInput, scopeOf } from '../../../lib/cli/backfill/scope.ts';
import { RunFailed, UsageError } from '../../../lib/cli/errors.ts';
import { OUTPUTS } from '../../helpers/our-stack.ts';

const STACK = { name: 'my-fits-datalake', sourcePrefix: 'raw/', outputs: OUTPUTS };

describe('the scope of a run', () => {
  it('covers the whole stack and the whole lake by default', () => {
    expect(scopeOf(STACK, undefined, false)).toEqual({
      ...{ sourcePrefix: 'raw/', lakePrefix: 'headers/', force: false },
    });
  });
  it('covers only the lake objects that a prefix can have', () => {
    expect(scopeOf(STACK, 'raw/2025/', true)).toEqual({
      ...{ sourcePrefix: 'raw/2025/', lakePrefix: 'headers/collection=raw/', force: true },
    });
  });
  it('refuses a prefix outside the stack, and names both prefixes', () => {
    expect(() => scopeOf(STACK, 'other/', false)).toThrow(UsageError);
    expect(() => scopeOf(STACK, 'other/', false)).toThrow(/--prefix other\/: .* raw\/ \(.*sourcePrefix\)/);
  });
  it('is restored from the input of a state machine', () => {
    const scope = scopeOf(STACK, 'raw/ü "x"/', true);
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
