import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Asker } from '../../lib/engines/asker.ts';
import { type Lake, openLake } from '../../lib/engines/duckdb/open-lake.ts';
import { startServer } from '../../lib/serve/serve.ts';
import { voService } from '../../lib/vo/service.ts';
import type { VoOptions } from '../../lib/vo/service-options.ts';

// The service on a server without a page, over a lake in this process.

/** An asker for a lake that is open. */
export const askerOf =
  (lake: Lake): Asker =>
  ({ sql, signal }) =>
    lake.ask(sql, { signal });

/** A running service. */
export interface VoServer {
  /** With a slash at its end. */
  readonly base: string;
  /** Errors that are not about a request. */
  readonly errors: unknown[];
  close(): Promise<void>;
}

/** Starts the service over a lake. */
export async function startVoServer(
  folder: string,
  options: Partial<VoOptions> & { readonly port?: number } = {},
): Promise<VoServer> {
  const lake = await openLake(folder);
  const results = mkdtempSync(join(tmpdir(), 'fits-datalake-vo-'));
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const server = await startServer({
    ...{ host: '127.0.0.1', port: options.port ?? 0, url: undefined, token: undefined, page: undefined },
    ...{ routes: {}, onError },
    services: (base) => [
      voService({ asker: askerOf(lake), folder: results, base: `${base}/`, onError, ...options }),
    ],
  });
  return {
    ...{ base: `${server.url}/`, errors },
    close: async () => {
      await server.close();
      lake.close();
      rmSync(results, { recursive: true, force: true });
    },
  };
}
