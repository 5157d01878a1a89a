import type { Look, Seen } from './cross/looker.ts';
import type { Span } from './state/selection.ts';
import type { ColumnsHeader } from './wire.ts';

/** What is known once the columns are there. */
export interface Loaded {
  readonly header: ColumnsHeader;
  readonly wholeTime: Span;
}

/** Counts in a worker, one look at a time: of looks that come meanwhile, only the last one is counted. */
export interface Counter {
  load(buffer: ArrayBuffer): Promise<Loaded>;
  look(look: Look): void;
}

/** Starts the worker. */
export function counterFor(onSeen: (seen: Seen, look: Look) => void): Counter {
  const worker = new Worker(workerUrl(), { type: 'module' });
  let current: Look | undefined;
  let next: Look | undefined;
  let onLoaded: (loaded: Loaded) => void = () => {};
  const start = (look: Look): void => {
    current = look;
    worker.postMessage({ look });
  };
  worker.addEventListener('message', ({ data }: MessageEvent<Loaded | { seen: Seen }>) => {
    if ('header' in data) return onLoaded(data);
    const [done, following] = [current, next];
    [current, next] = [undefined, undefined];
    if (following !== undefined) start(following);
    if (done !== undefined) onSeen(data.seen, done);
  });
  return {
    load: (buffer) =>
      new Promise((resolve, reject) => {
        onLoaded = resolve;
        worker.addEventListener('error', (event) => reject(new Error(event.message)), { once: true });
        worker.postMessage({ buffer }, [buffer]);
      }),
    look: (look) => {
      if (current === undefined) start(look);
      else next = look;
    },
  };
}

/** Trusted types, which not every browser has: a policy that allows this address only. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

const WORKER = '/worker.js';

function workerUrl(): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  const createScriptURL = (url: string): string => {
    if (url !== WORKER) throw new TypeError(url);
    return url;
  };
  return trustedTypes?.createPolicy('page', { createScriptURL }).createScriptURL(WORKER) ?? WORKER;
}
