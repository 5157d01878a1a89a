/** Statements that change a cache as a stranger could. The folder `out` has to stay empty. */
export const hostileChanges = (out: string): Readonly<Record<string, readonly string[]>> => ({
  'a view in place of objects': [
    'DROP TABLE objects',
    "CREATE VIEW objects AS SELECT 1 AS object, content AS path, 'b' AS source_bucket, 'a/1' AS source_key, " +
      "'a' AS collection, 1 AS size, 1 AS mtime_ns, content AS damage FROM read_text('/etc/passwd')",
  ],
  'a view in place of collections that writes': [
    'DROP TABLE collections',
    `CREATE VIEW collections AS SELECT 'headers/collection=a' AS path, 1::BIGINT AS mtime_ns
      FROM enable_logging('QueryLog', storage = 'file', storage_path = '${out}/log')`,
  ],
  'a view in place of format': [
    'DROP TABLE format',
    `CREATE VIEW format AS SELECT '5' AS format, '' AS keywords FROM enable_logging(storage = 'file', storage_path = '${out}/log')`,
  ],
  'another view': ["CREATE VIEW more AS SELECT * FROM read_text('/etc/passwd')"],
  'a macro': ["CREATE MACRO lower(x) AS write_log('x')"],
  "a macro with a catalog function's name": ["CREATE MACRO duckdb_tables() AS TABLE SELECT 'x' AS sql"],
  'an index': ['CREATE INDEX i ON objects(path)'],
  'a sequence': ['CREATE SEQUENCE s'],
  'a type': ["CREATE TYPE mood AS ENUM ('good')"],
  'a schema': ['CREATE SCHEMA cache'],
  'a table in another schema': ['CREATE SCHEMA s', 'CREATE TABLE s.objects AS FROM objects'],
  'another table': ['CREATE TABLE more (a INTEGER)'],
  'a missing table': ['DROP TABLE cards'],
  'a view in place of a stored view': [
    'DROP TABLE obscore',
    "CREATE VIEW obscore AS SELECT content AS target_name FROM read_text('/etc/passwd')",
  ],
  'a view in place of a stored view with keywords': [
    'DROP TABLE files',
    "CREATE VIEW files AS SELECT content AS source_key FROM read_text('/etc/passwd')",
  ],
  'keywords that the tables have no columns of': ["UPDATE format SET keywords = 'GAIN:double'"],
  'keywords that are none': ["UPDATE format SET keywords = 'GAIN:read_text'"],
  'a default of a keyword': [
    "UPDATE format SET keywords = 'GAIN:double'",
    'ALTER TABLE hdus ADD COLUMN keyword_gain DOUBLE',
    "ALTER TABLE files ADD COLUMN keyword_gain DOUBLE DEFAULT write_log('x')",
  ],
  'another type in a stored view': ['ALTER TABLE obscore_hdus ALTER COLUMN s_ra TYPE VARCHAR'],
  'another column': ['ALTER TABLE objects ADD COLUMN more VARCHAR'],
  'a column of another type': ['ALTER TABLE objects ALTER COLUMN size TYPE VARCHAR'],
  'a column of a new type': [
    "CREATE TYPE mood AS ENUM ('good')",
    'DROP TABLE collections',
    'CREATE TABLE collections (path mood, mtime_ns BIGINT)',
  ],
  'a default': ["ALTER TABLE collections ALTER COLUMN path SET DEFAULT write_log('x')"],
  'a generated column': [
    'DROP TABLE collections',
    "CREATE TABLE collections (path VARCHAR, mtime_ns BIGINT GENERATED ALWAYS AS (length(getvariable('x'))))",
  ],
  'a check': [
    'DROP TABLE collections',
    'CREATE TABLE collections (path VARCHAR, mtime_ns BIGINT, CHECK (mtime_ns > 0))',
  ],
  'a key': ['DROP TABLE collections', 'CREATE TABLE collections (path VARCHAR PRIMARY KEY, mtime_ns BIGINT)'],
});
