// The program of a worker thread: does one task after the other, and replies to each.

import { parentPort, workerData } from 'node:worker_threads';
import type { Extraction, LakeRows } from '../../lake/extraction.ts';
import { extractor, SMALL_FILE } from '../../lake/rows/extract.ts';
import { folderStore } from '../../stores/folder.ts';
import type { Store } from '../../stores/store.ts';
import { failureOf, type Reply, type Task, type WorkerSettings } from './messages.ts';

const { derivation } = workerData as WorkerSettings;
const extract = extractor({ keepCsvUpTo: Number.POSITIVE_INFINITY, wholeUpTo: SMALL_FILE, derivation });
const stores = new Map<string, Store>();

function storeOf(root: string): Store {
  const store = stores.get(root) ?? folderStore(root);
  stores.set(root, store);
  return store;
}

const work = (task: Task): Promise<Extraction | LakeRows> => {
  if (task.kind === 'extract') return extract(storeOf(task.root), task.file, task.conditions, task.size);
  if (extract.deriveAgain === undefined) throw new Error('this extractor cannot derive rows again');
  return extract.deriveAgain(task.body, task.file);
};

/** The bytes in memory of their own, which can be transferred. */
const own = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

async function answer(task: Task): Promise<void> {
  try {
    const { body, csv, release, ...rest } = await work(task);
    const [ownBody, ownCsv] = [own(body), csv && own(csv)];
    release?.();
    const result = { ...rest, body: ownBody, csv: ownCsv };
    send({ result }, [ownBody.buffer, ...(ownCsv ? [ownCsv.buffer] : [])]);
  } catch (error) {
    send({ failure: failureOf(error) });
  }
}

const send = (reply: Reply, transferred: ArrayBuffer[] = []): void =>
  parentPort?.postMessage(reply, transferred);

// the rows of a file are valid until the next one is begun
let last = Promise.resolve();
parentPort?.on('message', (task: Task) => {
  last = last.then(() => answer(task));
});
