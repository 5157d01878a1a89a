import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DELTA_COLUMNS } from '../../../lib/lake/changes/delta.ts';
import { compactedViews, machineViews } from '../../../lib/sql/compaction/views.ts';
import { keywordColumns } from '../../../lib/sql/keywords.ts';
import { literal } from '../../../lib/sql/text.ts';
import { VIEWS, viewColumns } from '../../../lib/sql/view-columns.ts';
import { views } from '../../../lib/sql/views.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { csvOf } from '../../helpers/small-lake.ts';

const KEYWORDS = keywordColumns('GAIN:double, ESO DPR CATG');
const DUCKDB_TYPES: Readonly<Record<string, string>> = { 'timestamp(6)': 'TIMESTAMP' };

describe('the views over compacted tables, before the first run', () => {
  let instance: DuckDBInstance;
  let connection: Awaited<ReturnType<DuckDBInstance['connect']>>;
  const rows = async (sql: string) =>
    (await connection.runAndReadAll(sql)).getRows().map((row) => row.map(String).join('\u0000'));

  beforeAll(async () => {
    instance = await DuckDBInstance.create(':memory:');
    connection = await instance.connect();
    const columns = (names: readonly string[]): string => names.map((name) => `"${name}" VARCHAR`).join(', ');
    const names = DELTA_COLUMNS.map(({ name }) => name);
    await connection.run(`CREATE TABLE lake_rows (${columns(names.slice(0, 9))})`);
    await connection.run(`CREATE TABLE changes (${columns([...names, 'day'])})`);
    for (const file of EXAMPLE) {
      const [header = '', ...lines] = csvOf(file).trimEnd().split('\n');
      const texts = lines.map((line) => line.match(/("([^"]|"")*"|[^,]*)(,|$)/g)?.slice(0, 8) ?? []);
      const values = texts.map((fields) => {
        const plain = fields.map((field) =>
          field
            .replace(/,$/, '')
            .replace(/^"(.*)"$/s, '$1')
            .replaceAll('""', '"'),
        );
        return `(${[...plain, 'night'].map(literal).join(', ')})`;
      });
      expect(header.split(',')).toHaveLength(8);
      await connection.run(`INSERT INTO lake_rows VALUES ${values.join(', ')}`);
    }
    // DuckDB needs to know a view before another one names it
    const [state, ...pinned] = machineViews(KEYWORDS);
    const isOfCards = ({ name }: { readonly name: string }): boolean => name.endsWith('_cards');
    const cards = compactedViews(KEYWORDS).filter(({ name }) => name === 'cards');
    const others = compactedViews(KEYWORDS).filter(({ name }) => name !== 'cards');
    const order = [
      state!,
      ...pinned.filter(isOfCards),
      ...cards,
      ...pinned.filter((view) => !isOfCards(view)),
      ...others,
    ];
    for (const { name, sql } of order) await connection.run(`CREATE VIEW ${name} AS ${sql}`);
  });
  afterAll(() => {
    connection.closeSync();
    instance.closeSync();
  });

  it.each([...compactedViews(KEYWORDS), ...machineViews(KEYWORDS)])(
    '$name has the declared columns',
    async ({ name, columns }) => {
      const described = (await connection.runAndReadAll(`DESCRIBE ${name}`)).getRows();
      expect(described.map(([column, type]) => [column, type])).toEqual(
        columns.map((column) => [column.name, DUCKDB_TYPES[column.type] ?? column.type.toUpperCase()]),
      );
    },
  );

  it.each(VIEWS)('%s has the columns and rows that it has over the lake', async (view) => {
    const compacted = compactedViews(KEYWORDS).find(({ name }) => name === view);
    expect(compacted?.columns.map(({ name }) => name)).toEqual(
      viewColumns(view, KEYWORDS).map(({ name }) => name),
    );
    const overLake = views(KEYWORDS).find(({ name }) => name === view)?.sql ?? '';
    const expected = await rows(overLake);
    expect((await rows(`SELECT * FROM ${view}`)).sort()).toEqual(expected.sort());
    if (view === 'files') expect(expected.length).toBeGreaterThan(1);
  });

  it('freshness has no run, and counts all changes', async () => {
    expect(await rows('SELECT * FROM freshness')).toEqual(['null\u0000null\u00000']);
  });
});
