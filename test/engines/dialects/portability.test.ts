import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession, type Session } from '../../../lib/engines/cache/session.ts';
import { type Finding, findDifferences } from '../../../lib/engines/dialects/portability.ts';
import { RULES, textRules, treeRules } from '../../../lib/engines/dialects/rules.ts';
import { QueryRefused } from '../../../lib/engines/query-refused.ts';
import { keywordColumns } from '../../../lib/sql/keywords.ts';
import { namedQueries, withStandIns } from '../../../lib/sql/queries.ts';
import { effort } from '../../helpers/effort.ts';
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

describe('any other text', () => {
  it('is looked at, or refused', async () => {
    const words = Object.values(SAMPLES).flatMap(({ bad }) =>
      bad.flatMap((sql) => sql.split(/(?<= )|(?=[(,)])/)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...words, "'", '"', '/*', '(', ')', '\u{1d400}'), { maxLength: 12 }),
        async (parts) => {
          const sql = `SELECT ${parts.join('')}`;
          const found = await differences(sql).catch((error: unknown) => error);
          if (found instanceof Error) return expect(found).toBeInstanceOf(QueryRefused);
          for (const { place = 0 } of found as Finding[])
            expect(place).toBeLessThanOrEqual(Buffer.byteLength(sql));
        },
      ),
      { numRuns: effort(100) },
    );
  });
  it('is looked at if it is nested deeply', async () => {
    const deep = (open: string, close: string): string =>
      `SELECT ${open.repeat(400)}hdu${close.repeat(400)} / 2 AS x FROM hdus`;
    expect(await idsIn(deep('abs(', ')'))).toEqual(['integer-division']);
    expect(await idsIn(deep('(', ')'))).toEqual(['integer-division']);
  });
});

describe('names', () => {
  it.each([
    ['an alias that is also a column', 'SELECT lower(object) AS object FROM files WHERE object = 1'],
    ['a column of another query', 'WITH t AS (SELECT hdu + 1 AS n FROM hdus) SELECT n FROM t WHERE n > 1'],
    ['a column of a subquery', 'SELECT a FROM (SELECT hdu AS a FROM hdus) AS t WHERE a > 1 GROUP BY a'],
    ['a column that is not known', 'SELECT round(egain) AS egain FROM files WHERE egain > 1'],
    ['an alias in ORDER BY', 'SELECT hdu + 1 AS n FROM hdus ORDER BY n'],
  ])('%s is not the name of a computed column', async (_, sql) => {
    expect(await idsIn(sql)).not.toContain('name-of-computed-column');
  });
  it('are those of comments, strings and quoted names as well, which are not code', async () => {
    const sql = `SELECT 'GROUP BY ALL, x == 1' AS "IFNULL(" /* $$a$$ */ FROM files -- , FROM`;
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
