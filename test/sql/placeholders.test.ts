import { describe, expect, it } from 'vitest';
import { placeholderNames, replacePlaceholders } from '../../lib/sql/placeholders.ts';

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
