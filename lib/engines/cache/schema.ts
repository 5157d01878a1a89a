import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { keywordText } from '../../sql/keywords.ts';
import { identifier, literal } from '../../sql/text.ts';
import type { StoredView } from '../../sql/view-columns.ts';
import { ROW_TABLES } from '../loading/lake-rows.ts';
import { keywordsOf } from '../loading/stored-keywords.ts';
import { STORED_VIEWS, tableColumns } from '../loading/stored-views.ts';

// The tables of a cache, and the check that a database has them and nothing else.

/** Raised whenever the tables or the meaning of their contents change. A cache of another format is rebuilt. */
const FORMAT = '8';

// one compression for all text, and for the numbers of cards: by default DuckDB tries each of them, which makes loading a
// third more expensive
const TEXT = 'VARCHAR USING COMPRESSION dict_fsst';
const REPEATED = 'INTEGER USING COMPRESSION rle';
const COUNTED = 'INTEGER USING COMPRESSION bitpacking';

/** Names that DuckDB prints in quotes, because they are keywords. */
const QUOTED: readonly string[] = ['object', 'filter', 'type'];

const declared = ([name, type]: readonly [name: string, type: string]): string =>
  `${QUOTED.includes(name) ? identifier(name) : name} ${type === 'VARCHAR' ? TEXT : type}`;

/** The columns of the tables with rows. */
const ROWS =
  `"object" ${REPEATED} NOT NULL, hdu ${REPEATED}, card_name ${TEXT}, card_value ${TEXT}, card_comment ${TEXT}, ` +
  `card_index ${COUNTED}, card_type ${TEXT}`;

/** The columns of tables, as DuckDB prints them: the format, the folders as last checked, the lake objects, their rows. */
const TABLES: Readonly<Record<string, string>> = {
  format: 'format VARCHAR, keywords VARCHAR',
  collections: 'path VARCHAR, mtime_ns BIGINT',
  objects:
    '"object" INTEGER, path VARCHAR, source_bucket VARCHAR, source_key VARCHAR, collection VARCHAR, ' +
    'size BIGINT, mtime_ns BIGINT, damage VARCHAR',
  ...Object.fromEntries(ROW_TABLES.map((table) => [table, ROWS])),
};

/** The columns of the stored views' tables, with those of the keywords of the lake's settings. */
export const viewTables = (
  keywords: readonly KeywordColumn[],
  views: readonly StoredView[] = STORED_VIEWS,
): Readonly<Record<string, string>> =>
  Object.fromEntries(views.map((view) => [view, tableColumns(view, keywords).map(declared).join(', ')]));

/** The statement that creates a table. */
export const createStatement = (name: string, columns: string): string => `CREATE TABLE ${name}(${columns});`;

/**
 * Creates the tables in the catalog `cache`, which has to be empty.
 *
 * @param keywords those of the lake's settings: columns of `files` and `hdus`
 */
export async function createTables(
  connection: DuckDBConnection,
  keywords: readonly KeywordColumn[] = [],
): Promise<void> {
  await connection.run('BEGIN');
  for (const [name, columns] of Object.entries({ ...TABLES, ...viewTables(keywords) }))
    await connection.run(createStatement(`cache.${name}`, columns));
  await connection.run(
    `INSERT INTO cache.format VALUES (${literal(FORMAT)}, ${literal(keywordText(keywords))})`,
  );
  await connection.run('COMMIT');
}

/**
 * Lists everything that a catalog can contain. Views, macros, defaults and the like could run SQL that a stranger wrote,
 * so the contents are listed before anything in the catalog is named. The listing uses DuckDB's own functions under full
 * names, which no other catalog can redefine. None of them binds a view; `duckdb_columns` would. Entries marked as
 * internal are listed too.
 */
const MACROS = listed('functions');
const CONTENTS = ['views', 'indexes', 'sequences', 'coordinate_systems']
  .map(listed)
  .concat(
    "SELECT 'schemas' FROM system.main.duckdb_schemas() WHERE database_name = 'cache' AND schema_name <> 'main'",
    `SELECT 'types' FROM (${typesOf('cache')} EXCEPT ${typesOf('system')})`,
    "SELECT sql FROM system.main.duckdb_tables() WHERE database_name = 'cache'",
  )
  .join(' UNION ALL ');

function listed(kind: string): string {
  return `SELECT ${literal(kind)} FROM system.main.duckdb_${kind}() WHERE database_name = 'cache'`;
}

/** Every catalog lists DuckDB's own types, so they are subtracted. */
function typesOf(database: string): string {
  return `SELECT type_name, logical_type, type_category, internal, labels
    FROM system.main.duckdb_types() WHERE database_name = '${database}'`;
}

/** The statements that create tables, as DuckDB lists them. */
const listedTables = (tables: Readonly<Record<string, string>>): string[] =>
  Object.entries(tables).map(([name, columns]) =>
    createStatement(name, columns.replaceAll(/ USING COMPRESSION \w+/g, '')),
  );

/** What a listing of a cache returns, apart from the tables of stored views. */
const EXPECTED = listedTables(TABLES);

/** The tables of this release, in a few letters. Another release may have the same. */
export const SCHEMA = createHash('sha256')
  .update([FORMAT, ...EXPECTED, ...listedTables(viewTables([]))].join('\n'))
  .digest('hex')
  .slice(0, 16);

/**
 * Finds out what the attached catalog `cache` is: `empty`, a `cache` with exactly the tables of this release, or `other`.
 *
 * @param withoutMacros whether the catalog is known to contain no macros. Listing them costs more than everything else.
 */
export async function inspectCatalog(
  connection: DuckDBConnection,
  withoutMacros = false,
): Promise<'empty' | 'cache' | 'other'> {
  const found = await valuesOf(connection, withoutMacros ? CONTENTS : `${CONTENTS} UNION ALL ${MACROS}`);
  if (found.length === 0) return 'empty';
  // the columns of stored views depend on the format, so its table is known to be a table before it is read
  if (!EXPECTED.every((statement) => found.includes(statement))) return 'other';
  if (!found.every((statement) => statement.startsWith('CREATE TABLE '))) return 'other';
  const format = await valuesOf(connection, 'SELECT format FROM cache.main.format');
  if (format.join() !== FORMAT) return 'other';
  const keywords = await keywordsOf(connection).catch(() => undefined);
  if (keywords === undefined) return 'other';
  const expected = [...EXPECTED, ...listedTables(viewTables(keywords))];
  return expected.sort().join('\n') === found.sort().join('\n') ? 'cache' : 'other';
}

async function valuesOf(connection: DuckDBConnection, sql: string): Promise<string[]> {
  return (await connection.runAndReadAll(sql)).getRows().map(([value]) => String(value));
}
