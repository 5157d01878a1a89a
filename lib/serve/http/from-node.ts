import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

// Between Node's requests and those of the web, which handlers use.

/** The body of a request is larger than the server accepts. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
  readonly limit: number;
  constructor(limit: number) {
    super(`the body of the request is longer than ${limit} bytes`);
    this.limit = limit;
  }
}

/**
 * A request of Node's as one of the web. Its signal is aborted when the client has the response or goes away: whatever
 * still works for it then, such as the query of a HEAD request, can stop.
 *
 * @param mostBytes of the body; beyond them, reading it throws {@link BodyTooLarge}
 */
export function webRequest(message: IncomingMessage, response: ServerResponse, mostBytes: number): Request {
  const controller = new AbortController();
  response.once('close', () => controller.abort(new ClientGone()));
  const headers = new Headers();
  for (let at = 0; at + 1 < message.rawHeaders.length; at += 2)
    headers.append(message.rawHeaders[at] ?? '', message.rawHeaders[at + 1] ?? '');
  const { method = 'GET', url = '' } = message;
  if (!url.startsWith('/')) throw new TypeError(`not a path: ${url}`);
  const { host = '' } = message.headers;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  // the guard looks at the header itself
  return new Request(`http://${/^[\w.:[\]-]+$/.test(host) ? host : 'unnamed'}${url}`, {
    method,
    headers,
    signal: controller.signal,
    ...(hasBody && { body: limited(message, mostBytes), duplex: 'half' }),
  });
}

/** The client has its response, or has closed the connection. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
  constructor() {
    super('the client waits for nothing any more');
  }
}

function limited(message: IncomingMessage, mostBytes: number): ReadableStream<Uint8Array> {
  async function* counted(): AsyncGenerator<Uint8Array> {
    let bytes = 0;
    // whoever sent too much still gets the response
    for await (const chunk of message.iterator({ destroyOnReturn: false })) {
      bytes += (chunk as Buffer).length;
      if (bytes > mostBytes) throw new BodyTooLarge(mostBytes);
      yield chunk as Buffer;
    }
  }
  return ReadableStream.from(counted());
}

/**
 * Sends a response of the web with Node's. Returns when the client has it, or has gone away.
 *
 * @param stalledMs after which a client that takes nothing of what waits for it is disconnected
 */
export async function sendResponse(
  response: Response,
  to: ServerResponse,
  { isHead, stalledMs }: { readonly isHead: boolean; readonly stalledMs: number },
): Promise<void> {
  to.writeHead(response.status, [...response.headers].flat());
  const { body } = response;
  if (body === null || isHead) {
    await body?.cancel();
    to.end();
    return;
  }
  // Node counts a part of a long write as activity, so a slow client can go on
  to.setTimeout(stalledMs, () => {
    if (to.writableLength > 0) to.destroy();
  });
  try {
    await pipeline(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), to);
  } catch {
    // a response that breaks off shows the client that it is incomplete
    to.destroy();
  }
}
