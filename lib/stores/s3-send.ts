import type { S3Client } from '@aws-sdk/client-s3';
import { type Connections, connectionPool } from './s3-connections.ts';
import type { Received, Receiving } from './s3-response.ts';

// Sends requests that have no body, GETs and HEADs, over connections of our own instead of those of the SDK's HTTP handler.

type Handler = S3Client['config']['requestHandler'];
type Request = Parameters<Handler['handle']>[0];
type Response = Awaited<ReturnType<Handler['handle']>>['response'];

/** Sends a request. The response is in memory, or the SDK's with a stream. */
export type Send = (request: Request, receiving: Receiving) => Promise<Received | Response>;

const senders = new WeakMap<Handler, Send>();

/** Has {@link senderOf} a client's HTTP handler send over connections of our own. They end with the handler. */
export function sendLeanly(handler: Handler, connections: Connections): void {
  const pool = connectionPool(connections);
  senders.set(
    handler,
    (request, receiving) =>
      new Promise((resolve, reject) => {
        const isSecure = request.protocol !== 'http:';
        const { hostname, port = isSecure ? 443 : 80 } = request;
        const peer = { isSecure, host: hostname.replace(/^\[(.*)\]$/, '$1'), port };
        const hasBody = request.method !== 'HEAD';
        pool.send(peer, { ...receiving, text: textOf(request), hasBody, resolve, reject });
      }),
  );
  const destroy = handler.destroy?.bind(handler);
  handler.destroy = () => {
    pool.close();
    destroy?.();
  };
}

/** Returns a function that sends requests without a body, for a client's HTTP handler. */
export const senderOf = (handler: Handler): Send =>
  senders.get(handler) ?? (async (request) => (await handler.handle(request)).response);

/** A request as it is sent. Throws an Error if a header value is not valid. Source: RFC 9112, section 3. */
function textOf({ method, path, query, headers, hostname, port }: Request): string {
  let text = `${method} ${path}${queryText(query)} HTTP/1.1\r\n`;
  for (const name in headers) {
    const value = headers[name]!;
    if (UNSENDABLE.test(value)) throw new Error(`the header ${name} has an invalid character`);
    text += `${name}: ${value}\r\n`;
  }
  if (headers['host'] === undefined) text += `host: ${hostname}${port === undefined ? '' : `:${port}`}\r\n`;
  return `${text}connection: keep-alive\r\n\r\n`;
}

/** Characters that are not allowed in a header value. Source: RFC 9110, section 5.5. */
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/;

/** A query as the SDK sends it. */
function queryText(query: Request['query'] = {}): string {
  const names = Object.keys(query).sort();
  const parts = names.map((name) => `${encoded(name)}=${encoded(String(query[name]))}`);
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
