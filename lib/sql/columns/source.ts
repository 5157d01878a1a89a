import { literal } from '../text.ts';
import type { Definition, Fact } from './definition.ts';

// Which file a row is about.

/**
 * Percent-encodes text, except for unreserved characters and `/`, with the same result in both engines: DuckDB's
 * url_encode follows RFC 3986, Trino's follows HTML forms. A `+`, `*` or `%7E` in the result can only come from Trino.
 */
const encoded = (text: string): string =>
  [
    ['+', '%20'],
    ['*', '%2A'],
    ['%7E', '~'],
    ['%2F', '/'],
  ].reduce(
    (sql, [from = '', to = '']) => `replace(${sql}, ${literal(from)}, ${literal(to)})`,
    `url_encode(${text})`,
  );

/** A bucket name means s3://bucket, and `file:///folder` is a local root. Rows of `header` have no bucket. */
const CASES = [
  { when: "source_bucket = ''", scheme: '', path: "''" },
  { when: "source_bucket = 'file:///'", scheme: 'file://', path: "'/'" },
  {
    when: "starts_with(source_bucket, 'file://')",
    scheme: 'file://',
    path: "substr(source_bucket, 8) || '/'",
  },
];
const caseOf = (values: readonly string[], otherwise: string): string =>
  `CASE ${CASES.map(({ when }, index) => `WHEN ${when} THEN ${values[index]}`).join(' ')} ELSE ${otherwise} END`;

/** The URL of a file, from the names of bucket and key in the lake. */
export const SOURCE_URL = `${caseOf(
  CASES.map(({ scheme }) => literal(scheme)),
  "'s3://'",
)} || ${encoded(
  `${caseOf(
    CASES.map(({ path }) => path),
    "source_bucket || '/'",
  )} || source_key`,
)}`;

/**
 * The URL of a file where its facts are at hand. The fact is made from the true key, of which the lake may have U+FFFD in
 * place of some characters; lake objects of releases up to 0.1.0 do not have it.
 */
export const SOURCE_URL_OF_FILE = `coalesce(nullif(source_url, ''), ${SOURCE_URL})`;

/** A local path, or `s3://bucket/key`, from a URL or from the names of bucket and key, as they are. */
const pathIn = (name: string): string =>
  `CASE WHEN starts_with(${name}, 'file://') THEN substr(${name}, 8) ELSE ${name} END`;

/** The path of a file, from the names of bucket and key in the lake. */
const PATH = `${caseOf(
  CASES.map(({ path }) => path),
  "'s3://' || source_bucket || '/'",
)} || source_key`;

/**
 * The path of a file where its URL is at hand, which has the characters that the lake has U+FFFD in place of. A lake may
 * come from a stranger, so what cannot be decoded is not an error.
 */
const PATH_OF_FILE = `CASE WHEN strpos(source_key, chr(65533)) > 0 THEN coalesce(${pathIn("try(url_decode(nullif(source_url, '')))")}, ${PATH}) ELSE ${PATH} END`;

/**
 * The columns that say which file a row is about.
 *
 * @param url the SQL of source_url
 * @param fact the fact that it uses
 */
export const sourceColumns = (url: string, fact?: Fact): readonly Definition[] => [
  {
    name: 'source_bucket',
    type: 'varchar',
    about: 'bucket, or file:///folder, that contains the file',
    ucd: 'meta.id',
  },
  {
    name: 'source_key',
    type: 'varchar',
    about: 'name of the file: its key, or its path below the root',
    ucd: 'meta.id;meta.file',
  },
  {
    name: 'source_url',
    type: 'varchar',
    about: 'URL of the file: file:///path, or s3://bucket/key, percent-encoded',
    ucd: 'meta.ref.url',
    sql: url,
    ...(fact === undefined ? { stored: url } : { fact }),
  },
  {
    name: 'path',
    type: 'varchar',
    about: 'absolute path, or s3://bucket/key; nothing is percent-encoded',
    ucd: 'meta.ref;meta.file',
    sql: fact === undefined ? PATH : PATH_OF_FILE,
    stored: fact === undefined ? PATH : PATH_OF_FILE,
  },
  { name: 'collection', type: 'varchar', about: 'leading folders of source_key, which partition the lake' },
];
