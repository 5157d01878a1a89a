import { readdirSync, utimesSync } from 'node:fs';
import { askOnce } from './ask.ts';

/** The values of OBJECT, by source file. */
export const OBJECTS = "SELECT source_key, card_value FROM headers WHERE card_name = 'OBJECT' ORDER BY ALL";

/** Runs a query on a lake, and counts the objects that had to be loaded first. */
export async function askAndCount(
  lake: string,
  sql = OBJECTS,
): Promise<{ rows: unknown[]; loaded: number; notices: string[] }> {
  let loaded = 0;
  const notices: string[] = [];
  const rows = await askOnce(lake, sql, {
    onProgress: () => loaded++,
    onNotice: (notice) => notices.push(notice),
  });
  return { rows, loaded, notices };
}

/** Sets the times of the collections back, so that they count as settled. */
export function settle(lake: string, seconds = 10): void {
  const then = new Date(Date.now() - 1000 * seconds);
  for (const name of readdirSync(`${lake}/headers`)) utimesSync(`${lake}/headers/${name}`, then, then);
}
