import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import type { Asker } from '../../lib/engines/asker.ts';
import { type Lake, openLake } from '../../lib/engines/duckdb/open-lake.ts';
import { voService } from '../../lib/vo/service.ts';
import type { VoOptions } from '../../lib/vo/service-options.ts';

// The service on a small HTTP server of its own, over a lake in this process.

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
  let answer: ReturnType<typeof voService> = async () => undefined;
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const closed = new AbortController();
      outgoing.on('close', () => closed.abort());
      const hasBody = incoming.method === 'POST';
      const request = new Request(`http://${incoming.headers.host}${incoming.url}`, {
        method: incoming.method ?? 'GET',
        headers: Object.entries(incoming.headers).flatMap(([name, value]) =>
          typeof value === 'string' ? [[name, value] as [string, string]] : [],
        ),
        signal: closed.signal,
        ...(hasBody && { body: Readable.toWeb(incoming) as unknown as ReadableStream, duplex: 'half' }),
      } as RequestInit);
      const response = (await answer(request)) ?? new Response('not found', { status: 404 });
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      if (response.body === null) outgoing.end();
      else
        Readable.fromWeb(response.body as unknown as NodeStream)
          .on('error', () => outgoing.destroy())
          .pipe(outgoing);
    })().catch((error: unknown) => {
      errors.push(error);
      outgoing.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  answer = voService({ asker: askerOf(lake), folder: results, base, ...options });
  return {
    ...{ base, errors },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      lake.close();
      rmSync(results, { recursive: true, force: true });
    },
  };
}
