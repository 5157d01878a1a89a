import type { DuckDBConnection } from '@duckdb/node-api';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { keywordColumns } from '../../sql/keywords.ts';

/** The keywords that the stored views of a cache have columns of. */
export async function keywordsOf(connection: DuckDBConnection): Promise<KeywordColumn[]> {
  const found = await connection.runAndReadAll('SELECT keywords FROM cache.main.format');
  return keywordColumns(String(found.getRows()[0]?.[0]));
}
