import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inputOf, prefixOf, scopeOf, scopeOfInput } from '../../../lib/cli/backfill/scope.ts';
import { RunFailed, UsageError } from '../../../lib/cli/errors.ts';
import { lakeKey, lakePrefix } from '../../../lib/lake/naming.ts';
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

describe('the part of the lake that may be about a prefix', () => {
  it.each([
    ['', 1, 'headers/'],
    ['20', 1, 'headers/'],
    ['2025/', 1, 'headers/collection=2025/'],
    ['2025/11/x', 1, 'headers/collection=2025/'],
    ['2025/11', 2, 'headers/collection=2025'],
    ['2025/11/x', 2, 'headers/collection=2025%2F11/'],
    ['null/', 2, 'headers/'],
    ['a:b/', 2, 'headers/collection=a%3Ab'],
    ['x', 0, 'headers/collection=-/'],
    ['/x', 1, 'headers/collection=-/'],
  ])('%j at depth %i is %s', (prefix, depth, expected) => {
    expect(lakePrefix(prefix, depth)).toBe(expected);
  });

  it('has the lake objects of all its keys', () => {
    const folder = fc.oneof(
      ...[
        fc.constantFrom('', 'null', 'NULL', '__hive_default_partition__', '-'),
        fc.string({ unit: 'binary' }),
      ],
      ...[fc.string({ minLength: 150, maxLength: 300 }), fc.string({ unit: 'grapheme', minLength: 60 })],
    );
    const keys = fc.array(folder, { minLength: 1, maxLength: 5 }).map((folders) => folders.join('/'));
    fc.assert(
      fc.property(keys, fc.nat(), fc.nat({ max: 4 }), (key, at, depth) => {
        const characters = [...key];
        const prefix = characters.slice(0, at % (characters.length + 1)).join('');
        expect(lakeKey({ bucket: 'b', key }, depth).startsWith(lakePrefix(prefix, depth))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
