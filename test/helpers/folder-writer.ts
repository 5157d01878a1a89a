// A process that writes to a folder store until it is finished, or is killed.
import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { folderStore } from '../../lib/stores/folder.ts';
import { Conflict } from '../../lib/stores/store.ts';

const [task, root = '', count = '0'] = process.argv.slice(2);
const store = folderStore(root);

/** Replaces a few objects again and again. Their metadata contains the length of the content. */
async function write(): Promise<void> {
  for (let i = 0; ; i++) {
    const key = `headers/collection=${i % 3}/${i % 7}.csv.gz`;
    const content = randomBytes(1 + (i % 50) * 400).toString('hex');
    const ifMatch = (await store.head(key))?.etag ?? null;
    try {
      await store.write(key, gzipSync(content), { ifMatch, metadata: { length: String(content.length) } });
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
    }
    if (i === 0) process.stdout.write('begun\n');
  }
}

/** Increments a number, by compare and swap. */
async function increment(): Promise<void> {
  for (let done = 0; done < Number(count); ) {
    const head = await store.head('n.csv.gz');
    try {
      const read = head && (await store.read('n.csv.gz', 0, head.size, { ifMatch: head.etag }));
      const number = read ? Number(gunzipSync(read.bytes).toString()) : 0;
      const options = { ifMatch: head?.etag ?? null, metadata: { n: String(number + 1) } };
      await store.write('n.csv.gz', gzipSync(String(number + 1)), options);
      done++;
    } catch (error) {
      if (!(error instanceof Error && ['Conflict', 'Changed'].includes(error.name))) throw error;
    }
  }
}

await (task === 'write' ? write() : increment());
