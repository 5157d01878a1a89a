import { type ClientRequest, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { buffer } from 'node:stream/consumers';

/** What may go wrong with a request to S3. */
const FAULTS = [
  /** "Slow down": nothing was done. */
  'slow-down',
  /** The answer breaks off within its body. */
  'cut-body',
  /** It is done, but nobody says so: the connection ends. */
  'no-answer',
] as const;

export type Fault = (typeof FAULTS)[number];

export interface FaultProxy {
  readonly url: string;
  /** How often each went wrong. */
  readonly counts: Readonly<Record<Fault, number>>;
  stop(): void;
}

const SLOW_DOWN =
  '<?xml version="1.0" encoding="UTF-8"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>';

/**
 * A server that hands requests on to `target` as they are, signature and all, and lets some go wrong.
 *
 * @param random gives numbers of [0, 1)
 * @param share of requests that go wrong
 */
export async function faultProxy(target: string, random: () => number, share: number): Promise<FaultProxy> {
  const counts = { 'slow-down': 0, 'cut-body': 0, 'no-answer': 0 };
  const server = createServer((request, response) => {
    const fault = random() < share ? FAULTS[Math.floor(random() * FAULTS.length)] : undefined;
    if (fault !== undefined) counts[fault]++;
    answer(target, fault, request, response).catch(() => response.destroy());
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

async function answer(
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
  const onward = httpsRequest(`${target}${request.url}`, { method, headers });
  const answered = await answerTo(onward, body);
  if (fault === 'no-answer') {
    answered.resume();
    response.destroy();
    return;
  }
  response.writeHead(answered.statusCode ?? 500, answered.headers);
  const bytes = await buffer(answered);
  if (fault === undefined) response.end(bytes);
  else response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
}

const answerTo = (onward: ClientRequest, body: Buffer): Promise<IncomingMessage> =>
  new Promise((answered, failed) => {
    onward.on('response', answered).on('error', failed).end(body);
  });
