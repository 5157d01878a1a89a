import { type ClientRequest, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { buffer } from 'node:stream/consumers';

/** The ways in which a request to S3 can fail. */
const FAULTS = [
  /** S3 responds with SlowDown and does nothing. */
  'slow-down',
  /** The response ends in the middle of its body. */
  'cut-body',
  /** S3 handles the request, but the connection closes without a response. */
  'no-response',
] as const;

/** One of these ways. */
export type Fault = (typeof FAULTS)[number];

/** A running proxy. */
export interface FaultProxy {
  readonly url: string;
  /** How many times each fault occurred. */
  readonly counts: Readonly<Record<Fault, number>>;
  stop(): void;
}

const SLOW_DOWN =
  '<?xml version="1.0" encoding="UTF-8"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>';

/**
 * Starts a server that forwards requests to `target` unchanged, including their signature, and makes some of them fail.
 *
 * @param random returns numbers in [0, 1)
 * @param share the share of requests that fail, from 0 to 1
 */
export async function faultProxy(target: string, random: () => number, share: number): Promise<FaultProxy> {
  const counts = { 'slow-down': 0, 'cut-body': 0, 'no-response': 0 };
  const server = createServer((request, response) => {
    const fault = random() < share ? FAULTS[Math.floor(random() * FAULTS.length)] : undefined;
    if (fault !== undefined) counts[fault]++;
    forward(target, fault, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    counts,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function forward(
  target: string,
  fault: Fault | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await buffer(request);
  if (fault === 'slow-down') {
    response.writeHead(503, { 'content-type': 'application/xml' }).end(SLOW_DOWN);
    return;
  }
  const { method, headers } = request;
  const forwarded = httpsRequest(`${target}${request.url}`, { method, headers });
  const upstream = await responseTo(forwarded, body);
  if (fault === 'no-response') {
    upstream.resume();
    response.destroy();
    return;
  }
  response.writeHead(upstream.statusCode ?? 500, upstream.headers);
  const bytes = await buffer(upstream);
  if (fault === undefined) response.end(bytes);
  else response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
}

const responseTo = (forwarded: ClientRequest, body: Buffer): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    forwarded.on('response', resolve).on('error', reject).end(body);
  });
