import type { DuckDBConnection } from '@duckdb/node-api';
import { rootsAmong } from '../../lake/roots.ts';
import { storedColumns } from '../../sql/view-columns.ts';

// Which files a lake has, and where they are.

/** A source file of a lake. */
export interface SourceFilePlace {
  /** An absolute path, or `s3://bucket/key`. */
  readonly path: string;
  /** The local folder that was ingested; undefined for a file in S3. */
  readonly root: string | undefined;
  readonly etag: string;
  readonly size: number;
}

/** The SQL of a column of `files`, from its table. */
export const ofFiles = (name: string): string =>
  storedColumns('files').find((column) => column.name === name)?.computed ?? name;

/**
 * The SQL condition for the file with the path in the parameter $1. Most files are left out by the end of their path, which
 * costs less than to put the path of each file together; the lake may have U+FFFD in place of some characters of a key.
 */
export const HAS_PATH = `(strpos(source_key, chr(65533)) > 0 OR ends_with($1, source_key)) AND ${ofFiles('path')} = $1`;

/** The source file with a path; undefined if the lake does not have it. */
export async function sourceFileAt(
  connection: DuckDBConnection,
  path: string,
): Promise<SourceFilePlace | undefined> {
  const found = await connection.runAndReadAll(
    `SELECT source_bucket, etag, size FROM cache.main.files WHERE ${HAS_PATH} LIMIT 1`,
    [path],
  );
  const [file] = found.getRows();
  if (file === undefined) return undefined;
  const [bucket, etag, size] = file;
  return { path, root: rootsAmong([String(bucket)])[0], etag: String(etag ?? ''), size: Number(size ?? 0) };
}

/** The local folders that the lake has files from. */
export async function localRoots(connection: DuckDBConnection): Promise<string[]> {
  const found = await connection.runAndReadAll(
    'SELECT DISTINCT source_bucket FROM cache.main.files ORDER BY 1',
  );
  return rootsAmong((found.getColumns()[0] ?? []).map(String));
}
