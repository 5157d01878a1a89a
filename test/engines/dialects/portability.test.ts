import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession, type Session } from '../../../lib/engines/cache/session.ts';
import { type Finding, findDifferences } from '../../../lib/engines/dialects/portability.ts';
import { RULES, textRules, treeRules } from '../../../lib/engines/dialects/rules.ts';
import { keywordColumns } from '../../../lib/sql/keywords.ts';
import { namedQueries, withStandIns } from '../../../lib/sql/queries.ts';
import { SAMPLES } from './samples.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession({});
});
afterAll(() => session.close());

const KEYWORDS = keywordColumns('GAIN:double,ESO DPR CATG');
const differences = (sql: string): Promise<Finding[]> => findDifferences(session.connection, sql, KEYWORDS);
const idsIn = async (sql: string): Promise<string[]> => (await differences(sql)).map(({ rule }) => rule.id);

describe('a rule about the dialects', () => {
  const found = [...treeRules, ...textRules].map(({ id }) => id);
  it('has an id of its own, and a sample if it can be found', () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
    expect(Object.keys(SAMPLES).sort()).toEqual([...found, 'syntax'].sort());
  });
  const bad = Object.entries(SAMPLES).flatMap(([id, sample]) => sample.bad.map((sql) => [id, sql] as const));
  it.each(bad)('%s is found, and nothing else: %s', async (id, sql) => {
    expect(new Set(await idsIn(sql))).toEqual(new Set([id]));
  });
  const good = Object.entries(SAMPLES).flatMap(([id, { good }]) =>
    good === undefined ? [] : [[id, good] as const],
  );
  it.each(good)('%s is not found in what to write instead: %s', async (_, sql) => {
    expect(await idsIn(sql)).toEqual([]);
  });
});

describe('nothing is found', () => {
  it.each(namedQueries().map((query) => [query.name, withStandIns(query)] as const))(
    'in the named query %s',
    async (_, sql) => {
      expect(await idsIn(sql)).toEqual([]);
    },
  );
  const PAGES = ['README.md', 'docs/guides/asking.md', 'docs/guides/a-night.md'];
  const examples = PAGES.flatMap((page) => [
    ...readFileSync(page, 'utf8').matchAll(
      /^\$ npx fits-datalake query (?:--keywords .* )?"(SELECT[^"]*)"$/gm,
    ),
  ]).map(([, sql = '']) => sql);
  it('in the examples of the documentation, of which there are several', async () => {
    expect(examples.length).toBeGreaterThan(10);
    for (const sql of examples) expect(await idsIn(sql), sql).toEqual([]);
  });
});
