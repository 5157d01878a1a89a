import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sendResponse, webRequest } from './from-node.ts';
import { respond, type Site } from './router.ts';

// The server's socket, with limits for clients that are slow, or ask too much.

/** The limits of one server. */
const LIMITS = {
  /** Connections at the same time; further ones are closed at once. */
  connections: 256,
  /** Bytes of the request line and the headers. */
  headerBytes: 16_384,
  headers: 64,
  /** Milliseconds until all headers, and the whole request, must have arrived. */
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  /** Milliseconds that an idle connection is kept. */
  keepAlive: 5_000,
  /** Milliseconds in which a client has to take some of what waits for it. */
  stalled: 60_000,
  /** Bytes of a body, such as a table that a program uploads. */
  bodyBytes: 64_000_000,
  /** Bytes of all bodies together, apart from small ones. */
  allBodyBytes: 256_000_000,
  smallBodyBytes: 64_000,
} as const;

/** A server that listens. */
export interface Listening {
  readonly port: number;
  /** Stops listening, and ends all connections. */
  close(): Promise<void>;
}

/**
 * Listens at an address.
 *
 * @param port 0 for any free one
 * @param siteAt what is at the port that was chosen
 * @throws the error of the system, such as EADDRINUSE
 */
export async function listen(host: string, port: number, siteAt: (port: number) => Site): Promise<Listening> {
  let site: Site | undefined;
  const room = bodyRoom(LIMITS.allBodyBytes);
  const server = createServer(
    {
      maxHeaderSize: LIMITS.headerBytes,
      headersTimeout: LIMITS.headersTimeout,
      requestTimeout: LIMITS.requestTimeout,
      keepAliveTimeout: LIMITS.keepAlive,
      connectionsCheckingInterval: 2_000,
      // the guard answers requests without it
      requireHostHeader: false,
    },
    (message, response) => {
      if (site === undefined) return;
      if (room.take(message, response)) void handle(message, response, site);
      else response.writeHead(503, { ...site.headers, connection: 'close', 'retry-after': '10' }).end();
    },
  );
  server.maxConnections = LIMITS.connections;
  server.maxHeadersCount = LIMITS.headers;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, resolve);
  });
  const { port: chosen } = server.address() as AddressInfo;
  site = siteAt(chosen);
  return { port: chosen, close: () => closed(server) };
}

/** Keeps room in memory for the bodies of requests: they are as large as they say, or as the server accepts. */
function bodyRoom(most: number) {
  let taken = 0;
  return {
    /** Whether there is room for a body, which is then free again after the response. */
    take: ({ headers, method }: IncomingMessage, response: ServerResponse): boolean => {
      const isChunked = headers['transfer-encoding'] !== undefined;
      const length = isChunked ? LIMITS.bodyBytes : Number(headers['content-length'] ?? 0);
      if (length <= LIMITS.smallBodyBytes || method === 'GET' || method === 'HEAD') return true;
      const bytes = Math.min(length, LIMITS.bodyBytes);
      if (taken + bytes > most) return false;
      taken += bytes;
      response.once('close', () => {
        taken -= bytes;
      });
      return true;
    },
  };
}

async function handle(message: IncomingMessage, response: ServerResponse, site: Site): Promise<void> {
  try {
    const request = webRequest(message, response, LIMITS.bodyBytes);
    const reply = await respond(request, site);
    // a client that is still sending cannot receive
    message.resume();
    await sendResponse(reply, response, {
      isHead: message.method === 'HEAD',
      stalledMs: LIMITS.stalled,
    });
  } catch (error) {
    // a request that is not one of the web, such as CONNECT or a URL that cannot be parsed
    if (!(error instanceof TypeError)) site.onError(error);
    if (!response.headersSent) response.writeHead(400, { ...site.headers, connection: 'close' });
    response.end();
  }
}

async function closed(server: Server): Promise<void> {
  const over = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await over;
}
