import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOneLine, openQuote, splitStatements } from '../../lib/sql/statements.ts';

describe('statements', () => {
  it.each<[string, string[], string]>([
    ['', [], ''],
    ['SELECT 1', [], 'SELECT 1'],
    ['SELECT 1;', ['SELECT 1'], ''],
    ['SELECT 1;;\n ; -- done\n', ['SELECT 1'], ''],
    ['SELECT 1; SELECT\n2;\nSELECT 3', ['SELECT 1', 'SELECT\n2'], '\nSELECT 3'],
    ["SELECT ';', 'it''s; ';", ["SELECT ';', 'it''s; '"], ''],
    ['SELECT ";" AS "a"";b";', ['SELECT ";" AS "a"";b"'], ''],
    ['SELECT 1 -- a; b\n;', ['SELECT 1 -- a; b'], ''],
    ['SELECT 1 /* a; /* b; */ c; */;', ['SELECT 1 /* a; /* b; */ c; */'], ''],
    ['SELECT $$;$$, $t$;$$;$t$;', ['SELECT $$;$$, $t$;$$;$t$'], ''],
    ["SELECT e'\\';';", ["SELECT e'\\';'"], ''],
    ["SELECT 'open;", [], "SELECT 'open;"],
    ['/* open;', [], '/* open;'],
    ['/* closed; */', [], ''],
    ['SELECT $$ open;', [], 'SELECT $$ open;'],
  ])('of %j are %j, and then %j', (sql, statements, rest) => {
    expect(splitStatements(sql)).toEqual({ statements, rest });
  });

  /** Parts of SQL that contain no semicolon of their own. */
  const PART = fc.constantFrom(
    ...["'a;b'", '"c;d"', '-- e;\n', '/* f; */', '$$ g; $$', ' ', '\n', 'SELECT', '1', '(', 'note', '星'],
  );
  const STATEMENT = fc.array(PART).map((parts) => `x ${parts.join(' ')}`);

  it('are those that were joined, whatever they contain', () => {
    fc.assert(
      fc.property(fc.array(STATEMENT), STATEMENT, (statements, last) => {
        const found = splitStatements([...statements, last].join('\n;'));
        expect(found.statements).toEqual(statements.map((statement) => statement.trim()));
        expect(found.rest.trim()).toBe(last.trim());
      }),
    );
  });

  it('are the same if they arrive line by line', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(PART, fc.constant(';'))), (parts) => {
        const sql = `${parts.join(' ')}\n`;
        const found: string[] = [];
        let rest = '';
        for (const line of sql.split('\n').slice(0, -1)) {
          const split = splitStatements(`${rest}${line}\n`);
          found.push(...split.statements);
          ({ rest } = split);
        }
        const whole = splitStatements(sql);
        // a comment before a statement may be dropped with the line that it is alone on
        expect(found.map((text) => inOneLine(text))).toEqual(whole.statements.map((text) => inOneLine(text)));
        expect(inOneLine(rest)).toEqual(inOneLine(whole.rest));
      }),
    );
  });
});

describe('the quote that is open', () => {
  it.each<[string, ReturnType<typeof openQuote>]>([
    ['', undefined],
    ["WHERE card_name = 'EXP", { quote: "'", text: 'EXP' }],
    ["WHERE card_name = '", { quote: "'", text: '' }],
    ["'a' 'it''", { quote: "'", text: "it''" }],
    ["'it''s'", undefined],
    ["''", undefined],
    ['SELECT "ESO D', { quote: '"', text: 'ESO D' }],
    ["-- it's", undefined],
    ["note'x", { quote: "'", text: 'x' }],
  ])('in %j is %j', (sql, open) => {
    expect(openQuote(sql)).toEqual(open);
  });
});

describe('SQL in one line', () => {
  it.each([
    ['SELECT 1\n  FROM files -- all\n', 'SELECT 1 FROM files'],
    ["SELECT 'a  b'\n/* c */;", "SELECT 'a  b' ;"],
    ["SELECT 'a\nb'", undefined],
  ])('of %j is %j', (sql, line) => {
    expect(inOneLine(sql)).toBe(line);
  });
});
