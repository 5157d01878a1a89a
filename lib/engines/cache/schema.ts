import type { DuckDBConnection } from '@duckdb/node-api';
import { literal } from '../../sql/text.ts';

/** Raised whenever the tables or their contents change: a cache of another format is rebuilt. */
const FORMAT = '3';

// one compression for all text, rather than DuckDB's trial of each: loading costs a quarter less
const COMPRESSION = ' USING COMPRESSION dict_fsst';
const TEXT = `VARCHAR${COMPRESSION}`;

/** The columns for lake objects, their rows and the folders that were checked, as DuckDB prints them. */
const TABLES: Readonly<Record<string, string>> = {
  format: 'format VARCHAR',
  collections: 'path VARCHAR, mtime_ns BIGINT',
  objects:
    '"object" INTEGER, path VARCHAR, source_bucket VARCHAR, source_key VARCHAR, collection VARCHAR, ' +
    'size BIGINT, mtime_ns BIGINT, damage VARCHAR',
  cards:
    `"object" INTEGER NOT NULL, hdu INTEGER, card_name ${TEXT}, card_value ${TEXT}, card_comment ${TEXT}, ` +
    `card_index INTEGER, card_type ${TEXT}`,
};

const statementOf = (name: string, columns: string): string => `CREATE TABLE ${name}(${columns});`;

/** Makes the tables in the catalog `cache`, which has to be empty. */
export async function createTables(connection: DuckDBConnection): Promise<void> {
  await connection.run('BEGIN');
  for (const [name, columns] of Object.entries(TABLES))
    await connection.run(statementOf(`cache.${name}`, columns));
  await connection.run(`INSERT INTO cache.format VALUES (${literal(FORMAT)})`);
  await connection.run('COMMIT');
}

/**
 * Everything that a catalog can contain. Views, macros, defaults and the like could run SQL written by a stranger, so
 * the contents are listed before anything is named, by DuckDB's own functions under full names that no other catalog
 * can use. None of these binds a view; `duckdb_columns` would. Entries marked as internal are listed too.
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

/** Every catalog lists DuckDB's own types. */
function typesOf(database: string): string {
  return `SELECT type_name, logical_type, type_category, internal, labels
    FROM system.main.duckdb_types() WHERE database_name = '${database}'`;
}

const OURS = Object.entries(TABLES)
  .map(([name, columns]) => statementOf(name, columns.replaceAll(COMPRESSION, '')))
  .sort()
  .join('\n');

/**
 * What the catalog `cache` contains: nothing yet, exactly the tables of this release, or something else.
 *
 * @param withoutMacros it is known to contain none: listing them costs more than all the rest
 */
export async function contentsOf(
  connection: DuckDBConnection,
  withoutMacros = false,
): Promise<'nothing' | 'ours' | 'foreign'> {
  const found = await valuesOf(connection, withoutMacros ? CONTENTS : `${CONTENTS} UNION ALL ${MACROS}`);
  if (found.length === 0) return 'nothing';
  if (found.sort().join('\n') !== OURS) return 'foreign';
  return (await valuesOf(connection, 'SELECT format FROM cache.main.format')).join() === FORMAT
    ? 'ours'
    : 'foreign';
}

async function valuesOf(connection: DuckDBConnection, sql: string): Promise<string[]> {
  return (await connection.runAndReadAll(sql)).getRows().map(([value]) => String(value));
}
