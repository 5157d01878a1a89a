import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { S3Client } from '@aws-sdk/client-s3';

// Sends the requests of a client that have no body: GETs and HEADs. The SDK's handler takes twice as long for one, mostly for
// its timers and listeners, of which a connection needs one, not each request.

type Handler = S3Client['config']['requestHandler'];
type Request = Parameters<Handler['handle']>[0];
type Options = { readonly abortSignal?: unknown } | undefined;
type Response = Awaited<ReturnType<Handler['handle']>>;

/** How connections are used. */
export interface Connections {
  /** The most at the same time. */
  readonly sockets: number;
  /** Milliseconds to wait for a connection. */
  readonly connect: number;
  /** Milliseconds that a server may be silent. */
  readonly silence: number;
}

/** Has a client's HTTP handler send requests without a body in our way, and all others in its own. */
export function sendLeanly(handler: Handler, { sockets, connect, silence }: Connections): void {
  const options = { keepAlive: true, maxSockets: sockets, timeout: silence };
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) };

  const send = (request: Request): Promise<Response> =>
    new Promise((resolve, reject) => {
      const { protocol, hostname, port, method, path, query, headers } = request;
      const isPlain = protocol === 'http:';
      const sent = (isPlain ? http : https).request({
        agent: agents[isPlain ? 'http:' : 'https:'],
        host: hostname.replace(/^\[(.*)\]$/, '$1'),
        port,
        method,
        path: path + queryText(query),
        headers,
      });
      sent.on('response', (response) => resolve({ response: responseOf(response) }));
      sent.on('error', (error) => reject(asTimeout(error)));
      sent.on('timeout', () => sent.destroy(timedOut(`the server was silent for ${silence} ms`)));
      sent.on('socket', (socket) => {
        if (socket.connecting)
          limit(socket, connect, () => sent.destroy(timedOut(`no connection after ${connect} ms`)));
      });
      sent.end();
    });

  const handle = handler.handle.bind(handler);
  const destroy = handler.destroy?.bind(handler);
  handler.handle = (request: Request, how: Options) =>
    isLean(request, how) ? send(request) : handle(request, how);
  handler.destroy = () => {
    for (const agent of Object.values(agents)) agent.destroy();
    destroy?.();
  };
}

const isLean = ({ method, body, username, fragment, query = {} }: Request, how: Options): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  body === undefined &&
  username === undefined &&
  fragment === undefined &&
  how?.abortSignal === undefined &&
  Object.values(query).every((value) => typeof value === 'string');

/** A query as the SDK sends it. */
function queryText(query: Request['query'] = {}): string {
  const names = Object.keys(query).sort();
  const parts = names.map((name) => `${encoded(name)}=${encoded(String(query[name]))}`);
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

function responseOf(response: IncomingMessage): Response['response'] {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers))
    if (value !== undefined) headers[name] = typeof value === 'string' ? value : value.join(', ');
  const { statusCode = -1, statusMessage: reason } = response;
  return { statusCode, ...(reason !== undefined && { reason }), headers, body: response };
}

/** Calls `late` unless a socket is connected in time, or closed. */
function limit(socket: Socket, milliseconds: number, late: () => void): void {
  const timer = setTimeout(late, milliseconds);
  const done = (): void => clearTimeout(timer);
  socket.once('connect', done);
  socket.once('close', done);
}

const timedOut = (message: string): Error => Object.assign(new Error(message), { name: 'TimeoutError' });

const LOST = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/** A lost connection under the name by which the SDK knows that it can try again. */
const asTimeout = (error: NodeJS.ErrnoException): Error =>
  LOST.has(error.code ?? '') ? Object.assign(error, { name: 'TimeoutError' }) : error;
