import { describe, expect, it } from 'vitest';
import { inputOf, prefixOf, scopeOf, scopeOfInput } from '../../../lib/cli/backfill/scope.ts';
import { RunFailed, UsageError } from '../../../lib/cli/errors.ts';
import { OUTPUTS } from '../../helpers/our-stack.ts';

const STACK = { name: 'my-fits-datalake', sourcePrefix: 'raw/', outputs: OUTPUTS };

describe('what a run is about', () => {
  it('is all that the stack is about, and all of the lake', () => {
    expect(scopeOf(STACK, undefined, false)).toEqual({
      ...{ sourcePrefix: 'raw/', lakePrefix: 'headers/', force: false },
    });
  });
  it('may be a part of it', () => {
    expect(scopeOf(STACK, 'raw/2025/', true)).toEqual({
      ...{ sourcePrefix: 'raw/2025/', lakePrefix: 'headers/collection=raw/', force: true },
    });
  });
  it('is nothing else', () => {
    expect(() => scopeOf(STACK, 'other/', false)).toThrow(UsageError);
    expect(() => scopeOf(STACK, 'other/', false)).toThrow(
      '--prefix other/: the stack my-fits-datalake is about keys that begin with raw/ (its sourcePrefix)',
    );
  });
  it('is read back of the input of a run', () => {
    const scope = scopeOf(STACK, 'raw/ü "x"/', true);
    expect(scopeOfInput(inputOf(scope))).toEqual(scope);
  });
  it.each([undefined, '', '{}', '[]', '{"sourcePrefix":1,"lakePrefix":""}'])('is not %j', (input) => {
    expect(() => scopeOfInput(input)).toThrow(RunFailed);
  });
});

describe('a prefix', () => {
  it.each([
    ['s3://archive/raw/', /without the bucket/],
    ['raw/*', /without the \*/],
    ['x'.repeat(1025), /1,024 bytes at most/],
  ])('is not %s', (typed, why) => {
    expect(() => prefixOf(typed)).toThrow(why);
  });
  it('is taken as it is', () => {
    expect(prefixOf(' a b%20/')).toBe(' a b%20/');
  });
});
