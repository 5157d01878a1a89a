import { gunzipSync, gzipSync } from 'node:zlib';
import { HEADERS } from '../../lib/lake/naming.ts';
import type { Store } from '../../lib/stores/store.ts';
import { listed } from './store.ts';

/** The CSV of a lake object as revision 1 wrote it. */
export const ofRevision1 = (csv: string): string =>
  csv
    .replaceAll(/^.*,derived\n/gm, '')
    .replace(/^.*,source_url,.*,file\n/m, '')
    .replace(/(,extractor,)\d+(,,,file\n)/, '$11$2');

/** Rewrites all lake objects as revision 1 wrote them. */
export async function downgrade(lake: Store): Promise<void> {
  for (const { key, size } of await listed(lake, HEADERS)) {
    const { bytes, head } = await lake.read(key, 0, size);
    const { rules: _, ...metadata } = head.metadata;
    const body = gzipSync(ofRevision1(gunzipSync(bytes).toString()));
    await lake.write(key, body, { ifMatch: head.etag, metadata: { ...metadata, revision: '1' } });
  }
}

/** The CSV of each lake object, without the facts about its reading. */
export async function contentsOf(lake: Store): Promise<ReadonlyMap<string, string>> {
  const contents = new Map<string, string>();
  for (const { key, size } of await listed(lake, HEADERS)) {
    const csv = gunzipSync((await lake.read(key, 0, size)).bytes).toString();
    contents.set(key, csv.replaceAll(/^.*,(?:extracted_at|bytes_read|requests),.*,file\n/gm, ''));
  }
  return contents;
}
