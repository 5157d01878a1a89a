import { createHash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Lacking } from '../../helpers/python-environment.ts';

const ATTEMPTS = 8;
/** Milliseconds without a byte after which a download is taken up anew. */
const SILENCE = 30_000;

/**
 * Downloads a file; a download that broke off goes on where it was, in this run or the next. Throws {@link Lacking}.
 *
 * @param sha1 what the file has to have, in hex
 */
export async function download(url: string, file: string, sha1: string): Promise<void> {
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true });
  const part = `${file}.part`;
  for (let attempt = 1; ; attempt++) {
    try {
      await goOn(url, part);
      if ((await sha1Of(part)) === sha1) return renameSync(part, file);
      rmSync(part);
      throw new Error('its SHA-1 is another');
    } catch (error) {
      if (attempt === ATTEMPTS)
        throw new Lacking(`${url} cannot be downloaded: ${reason(error)}`, { cause: error });
      await pause(1000 * attempt);
    }
  }
}

/** Appends to what is there of a file what is still missing. */
async function goOn(url: string, part: string): Promise<void> {
  const have = statSync(part, { throwIfNoEntry: false })?.size ?? 0;
  const stop = new AbortController();
  const watch = setTimeout(() => stop.abort(new Error('no byte for half a minute')), SILENCE);
  try {
    const response = await fetch(url, {
      headers: have > 0 ? { range: `bytes=${have}-` } : {},
      signal: stop.signal,
    });
    // all of it is there already
    if (response.status === 416) return;
    if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
    const flags = response.status === 206 ? 'a' : 'w';
    await pipeline(
      response.body,
      async function* (pieces) {
        for await (const piece of pieces) {
          watch.refresh();
          yield piece;
        }
      },
      createWriteStream(part, { flags }),
    );
  } finally {
    clearTimeout(watch);
  }
}

async function sha1Of(file: string): Promise<string> {
  const sha1 = createHash('sha1');
  await pipeline(createReadStream(file), sha1);
  return sha1.digest('hex');
}

const reason = (error: unknown): string =>
  error instanceof Error ? [error.message, error.cause].filter(Boolean).join(': ') : String(error);
