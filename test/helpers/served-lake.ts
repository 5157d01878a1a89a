import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { freshAsker } from '../../lib/engines/live/fresh-asker.ts';
import { gate } from '../../lib/engines/live/gate.ts';
import { type LakeAsker, type LakeAskerOptions, lakeAsker } from '../../lib/engines/live/lake-asker.ts';
import { type LiveLake, openLiveLake } from '../../lib/engines/live/live-lake.ts';
import type { PageContext } from '../../lib/serve/context.ts';
import type { Route, Service } from '../../lib/serve/http/router.ts';
import { blockOf, headerOf, lengthOf, type Numbers } from '../../lib/serve/page/blocks.ts';
import { type RunningServer, startServer } from '../../lib/serve/serve.ts';
import { runMain } from './run-main.ts';

/** The token of all servers. */
export const TOKEN = 'the-token-of-the-tests';

/** Milliseconds that a question may take: a busy machine is slow. */
const TIMEOUT = 240_000;

/** How a lake is served. */
export interface ServedOptions {
  readonly routes?: (lake: LiveLake) => Readonly<Record<string, Route>>;
  /** Get an asker whose answers are about the lake as it is. */
  readonly services?: (base: string, asker: LakeAsker) => readonly Service[];
  /** Options of the asker, and of the page, that differ from the usual ones. */
  readonly asker?: Partial<LakeAskerOptions>;
  readonly page?: Partial<PageContext>;
}

/** A lake, and a real server over it. */
export interface Served {
  readonly folder: string;
  readonly lake: LiveLake;
  readonly asker: LakeAsker;
  readonly server: RunningServer;
  /** What went wrong on the server. */
  readonly errors: unknown[];
  /** Posts a JSON object, with the token. */
  post(path: string, body?: object): Promise<Response>;
  /** The JSON of a response with status 200. */
  json<T>(path: string, body?: object): Promise<T>;
}

/** Files of a page that does nothing. */
const PAGE = new Map([
  ['/', { type: 'text/html; charset=utf-8', bytes: new TextEncoder().encode('<!doctype html>') }],
  ['/page.js', { type: 'text/javascript; charset=utf-8', bytes: new TextEncoder().encode('0') }],
]);

/** Ingests folders or files into a new lake, and serves it for all tests of a file. */
export function servedLake(paths: () => readonly string[], options: ServedOptions = {}): () => Served {
  let served: Served;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fits-datalake-served-'));
    const { status, stderr } = await runMain(['ingest', '--lake', folder, ...paths()]);
    if (status !== 0 && status !== 3) throw new Error(stderr);
    served = await serve(folder, options);
  });
  afterAll(async () => {
    await served.server.close();
    served.asker.close();
    await served.lake.close();
    rmSync(served.folder, { recursive: true });
  });
  return () => served;
}

async function serve(folder: string, { routes, services, ...more }: ServedOptions): Promise<Served> {
  const entrance = gate();
  const limits = { memory: 300_000_000 };
  const lake = await openLiveLake(folder, { keywords: [], lakeKeywords: [], limits, gate: entrance });
  const settings = { lake: folder, keywords: [], limits, processMemory: 1_500_000_000 };
  const asker = lakeAsker({
    ...{ settings, processes: 2, waiting: 50, timeoutMs: TIMEOUT, gate: entrance },
    ...more.asker,
  });
  const fresh = freshAsker(lake, asker);
  const errors: unknown[] = [];
  const server = await startServer({
    host: '127.0.0.1',
    url: undefined,
    port: 0,
    token: TOKEN,
    page: {
      files: PAGE,
      context: {
        folder,
        lake,
        asker: fresh,
        timeoutMs: TIMEOUT,
        keywords: [],
        savedQueries: () => [],
        openObject: () => Promise.reject(new Error('no object is in S3')),
        advise: ({ kind }) => kind,
        hips: undefined,
        files: false,
        services: {},
        ...more.page,
      },
    },
    services: (base) => services?.(base, fresh) ?? [],
    routes: routes?.(lake) ?? {},
    onError: (error) => errors.push(error),
  });
  const post: Served['post'] = (path, body) =>
    fetch(server.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const json = async <T>(path: string, body?: object): Promise<T> => {
    const response = await post(path, body);
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  };
  return { folder, lake, asker, server, errors, post, json };
}

/** The JSON header and the blocks of a binary response. */
export async function unframed(response: Response): Promise<{
  header: Record<string, unknown>;
  blocks: Record<string, Numbers>;
}> {
  const buffer = await response.arrayBuffer();
  const header: ReturnType<typeof headerOf> & { readonly rows?: number } = headerOf(buffer);
  const { blocks, rows } = header;
  return {
    header: { ...header },
    blocks: Object.fromEntries(
      blocks.map(({ name }) => [name, blockOf(buffer, header, name, rows ?? lengthOf(buffer, header, name))]),
    ),
  };
}
