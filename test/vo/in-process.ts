import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { voService } from '../../lib/vo/service.ts';
import type { VoOptions } from '../../lib/vo/service-options.ts';
import { exampleLake } from '../helpers/ask.ts';
import { askerOf } from './vo-server.ts';

// The service in this process, without a server, over the example lake.

/** The address of the service in its documents. */
export const BASE = 'http://127.0.0.1:1/vo/';

/** Sends a request to a path below the base, or to an address. */
export type Ask = (path: string, init?: RequestInit) => Promise<Response>;

/** The service, and others with other options; they exist only within tests. */
export function voInProcess() {
  const lake = exampleLake();
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'fits-datalake-vo-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const service = (options: Partial<VoOptions> = {}): Ask => {
    let answer: ReturnType<typeof voService> | undefined;
    return async (path, init) => {
      answer ??= voService({ asker: askerOf(lake()), base: BASE, folder, ...options });
      const response = await answer(new Request(new URL(path, BASE), { redirect: 'manual', ...init }));
      if (response === undefined) throw new Error(`${path} belongs to no protocol`);
      return response;
    };
  };
  return { ask: service(), service, folder: () => folder };
}

/** The path of a synchronous query. */
export const query = (adql: string, more = ''): string => `tap/sync?QUERY=${encodeURIComponent(adql)}${more}`;

/** A form in the body of a request. */
export const form = (fields: Readonly<Record<string, string>>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields),
});

/** A form with files. */
export function multipart(fields: Readonly<Record<string, string | Blob>>): RequestInit {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return { method: 'POST', body };
}
