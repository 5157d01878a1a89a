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
import { MissingRequirement } from '../../helpers/python-environment.ts';

// Downloads that continue after an interruption.

const ATTEMPTS = 8;
/** Milliseconds without a byte after which a download is restarted. */
const TIMEOUT = 30_000;

/**
 * Downloads a file. An interrupted download is resumed, in this run or the next.
 *
 * @param sha1 the expected SHA-1 of the file, in hex
 * @throws MissingRequirement
 */
export async function download(url: string, file: string, sha1: string): Promise<void> {
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true });
  const part = `${file}.part`;
  for (let attempt = 1; ; attempt++) {
    try {
      await resume(url, part);
      if ((await sha1Of(part)) === sha1) return renameSync(part, file);
      rmSync(part);
      throw new Error('the SHA-1 of the file is wrong');
    } catch (error) {
      if (attempt === ATTEMPTS)
        throw new MissingRequirement(`${url} cannot be downloaded: ${reason(error)}`, { cause: error });
      await pause(1000 * attempt);
    }
  }
}

/** Downloads the missing rest of a partial file. */
async function resume(url: string, part: string): Promise<void> {
  const size = statSync(part, { throwIfNoEntry: false })?.size ?? 0;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(new Error('no data for 30 seconds')), TIMEOUT);
  try {
    const response = await fetch(url, {
      headers: size > 0 ? { range: `bytes=${size}-` } : {},
      signal: stop.signal,
    });
    // the file is already complete
    if (response.status === 416) return;
    if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
    const flags = response.status === 206 ? 'a' : 'w';
    await pipeline(
      response.body,
      async function* (chunks) {
        for await (const chunk of chunks) {
          timer.refresh();
          yield chunk;
        }
      },
      createWriteStream(part, { flags }),
    );
  } finally {
    clearTimeout(timer);
  }
}

async function sha1Of(file: string): Promise<string> {
  const sha1 = createHash('sha1');
  await pipeline(createReadStream(file), sha1);
  return sha1.digest('hex');
}

const reason = (error: unknown): string =>
  error instanceof Error ? [error.message, error.cause].filter(Boolean).join(': ') : String(error);
