import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { type AslState, type AslStates, format } from '../../../lib/cloud/compaction/asl.ts';
import { compactionDefinition } from '../../../lib/cloud/compaction/definition.ts';
import { ATHENA } from '../../../lib/sql/compaction/dialect.ts';
import { runStatements } from '../../../lib/sql/compaction/run.ts';
import { pivotedTables } from '../../../lib/sql/compaction/tables.ts';
import { keywordColumns } from '../../../lib/sql/keywords.ts';

const KEYWORDS = keywordColumns("O'B{R}, GAIN:double, START:timestamp");
const definition = compactionDefinition({
  bucket: 'the-lake',
  workgroup: 'lake-compaction',
  database: 'fits',
  statements: runStatements({ keywords: KEYWORDS, dialect: ATHENA, location: 's3://the-lake/compacted/' }),
});

/** All states, with those of branches and maps. */
function allStates({ States }: AslStates): [string, AslState][] {
  return Object.entries(States).flatMap(([name, state]) => [
    [name, state] as [string, AslState],
    ...((state['Branches'] ?? []) as AslStates[]).flatMap(allStates),
    ...('ItemProcessor' in state ? allStates(state['ItemProcessor'] as AslStates) : []),
  ]);
}

const states = allStates(definition);
const sqlOf = ([, { Parameters }]: [string, AslState]): string[] =>
  Object.entries((Parameters ?? {}) as Record<string, unknown>).flatMap(([name, value]) =>
    name.startsWith('QueryString') ? [String(value)] : [],
  );

describe('the definition of the compaction', () => {
  it('is valid Amazon States Language', () => {
    const { isValid, errorsText } = validate(structuredClone(definition));
    expect([isValid, errorsText()]).toEqual([true, '']);
  });

  it('has unique names, and reaches every state', () => {
    const names = states.map(([name]) => name);
    expect(names).toEqual([...new Set(names)]);
    expect(names.filter((name) => name.length > 80)).toEqual([]);
    const groups = [definition, ...states.flatMap(([, state]) => (state['Branches'] ?? []) as AslStates[])];
    for (const { StartAt, States } of groups) {
      const targets = Object.values(States).flatMap((state) => {
        const {
          Next,
          Default,
          Choices = [],
          Catch = [],
        } = state as Record<string, unknown> & {
          Choices?: { Next: string }[];
          Catch?: { Next: string }[];
        };
        return [Next, Default, ...[...Choices, ...Catch].map((rule) => rule.Next)].filter(Boolean);
      });
      expect(new Set([StartAt, ...targets])).toEqual(new Set(Object.keys(States)));
    }
  });

  it('only has statements that Athena documents', () => {
    const heads = states.flatMap(sqlOf).map((sql) => sql.replace(/^States\.Format\('/, '').split(/[\s(]/)[0]);
    expect([...new Set(heads)].sort()).toEqual([
      '$.VarCharValue',
      '$.plan.forget',
      'CREATE',
      'DELETE',
      'DROP',
      'INSERT',
      'MERGE',
      'OPTIMIZE',
      'SELECT',
      'VACUUM',
    ]);
  });

  it('stays within the limits of Athena and Step Functions', () => {
    for (const sql of states.flatMap(sqlOf)) expect(Buffer.byteLength(sql)).toBeLessThan(262_144);
    expect(Buffer.byteLength(JSON.stringify(definition))).toBeLessThan(500_000);
  });
});

describe('a table with as many keywords as a stack can have', () => {
  it('has fewer columns than a MERGE can handle', () => {
    // https://github.com/apache/iceberg/issues/10294: 322 are too many
    const keywords = Array.from({ length: 200 }, (_, index) => `KEY${index}`).join(',');
    for (const { columns } of pivotedTables(keywordColumns(keywords)))
      expect(columns.length).toBeLessThan(300);
  });
});

describe('format', () => {
  it('escapes what has a meaning in an intrinsic function', () => {
    expect(format("it's {a} \\ {1,3} {b}", { a: '$.x', b: '$.y' })).toBe(
      "States.Format('it\\'s {} \\\\ \\{1,3\\} {}', $.x, $.y)",
    );
  });
});
