import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blanked, placeholderNames, replacePlaceholders } from '../../lib/sql/placeholders.ts';

describe('the placeholders of SQL', () => {
  it.each([
    ['SELECT :a', ['a']],
    ['object=:a AND exptime>(:b) AND x IN (:a,:c_1)', ['a', 'b', 'c_1']],
    ["SELECT ':a', 'it''s :a'", []],
    ["SELECT e'it\\'s :a', :b", ['b']],
    ['SELECT "x :a", "y "" :a"', []],
    ['SELECT $$ :a $$, $t$ :a $$ :b $t$, :c', ['c']],
    ['SELECT 1 -- :a\n, :b', ['b']],
    ['SELECT 1 /* :a /* :b */ :c */, :d', ['d']],
    ['SELECT x::double, x ::double', []],
    ["SELECT list[1:n], {'a':b}, a:b", []],
    ["SELECT 'open :a", []],
    ['SELECT 1 /* open :a', []],
    ["SELECT type':a', :b", ['b']],
  ])('of %j are %j', (sql, names) => {
    expect(placeholderNames(sql)).toEqual(names);
  });

  it('are replaced, and nothing else changes', () => {
    const sql = 'SELECT \':a\' /* :a */ AS ":a" -- :a\nFROM files WHERE object = :a AND x < :b OR y = :a';
    expect(replacePlaceholders(sql, (name) => (name === 'a' ? "'$& :b'" : undefined))).toBe(
      "SELECT ':a' /* :a */ AS \":a\" -- :a\nFROM files WHERE object = '$& :b' AND x < :b OR y = '$& :b'",
    );
  });
});

describe('SQL without its comments and quoted texts', () => {
  it.each([
    ["SELECT 'it''s' AS x", "SELECT '     ' AS x"],
    ["SELECT e'\\'a', 'b'", "SELECT e'   ', ' '"],
    ['SELECT "a""b" -- c\n, d', 'SELECT "    "     \n, d'],
    ['SELECT $t$ a $t$, b /* c /* d */ e */ f', 'SELECT $t$      , b                   f'],
    ["SELECT 'open", "SELECT '    "],
    ['SELECT :a, type, 1', 'SELECT :a, type, 1'],
  ])('of %j is %j', (sql, code) => {
    expect(blanked(sql)).toBe(code);
  });

  it('has every character in its place', () => {
    const sql = fc.array(
      fc.constantFrom("'", '"', '$', '$$', 'e', '--', '/*', '*/', '\n', ' ', 'a', ':b', '\u{1d400}'),
    );
    fc.assert(
      fc.property(sql, (parts) => {
        const text = parts.join('');
        const code = blanked(text);
        expect(code.length).toBe(text.length);
        for (const [index, unit] of code.split('').entries()) expect([' ', text[index]]).toContain(unit);
      }),
    );
  });
});
