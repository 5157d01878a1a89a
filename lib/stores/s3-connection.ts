import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { type Expected, type Received, receiver } from './s3-response.ts';

// A connection that sends requests without a body, one at a time. Node's HTTP client takes three times as long: it makes a
// stream for each request and each response, and new memory for each piece of a body.

/** The server at the other end of a connection. */
export interface Peer {
  readonly isSecure: boolean;
  readonly host: string;
  readonly port: number;
}

/** How long a connection waits, in milliseconds. */
export interface Patience {
  /** Until it is established. */
  readonly connect: number;
  /** For a server that is silent. */
  readonly silence: number;
}

/** A request, and who waits for its response. */
export interface Exchange extends Expected {
  /** The request as it is sent. */
  readonly text: string;
  resolve(received: Received): void;
  /** Gets an error named TimeoutError if the connection was lost: by that name, the SDK knows that it can try again. */
  reject(error: Error): void;
}

export interface Connection {
  /** Sends a request. The connection must be new, or reported as free after the request before. */
  send(exchange: Exchange): void;
  /** Rejects the exchange that is under way. */
  close(): void;
}

/** Who is told about a connection. */
export interface Owner {
  free(connection: Connection): void;
  closed(connection: Connection): void;
}

/** Bytes that are received at once. */
const PIECE = 64 * 1024;

/** Opens a connection. It takes a request at once; whatever goes wrong rejects that. */
export function openConnection(peer: Peer, { connect, silence }: Patience, owner: Owner): Connection {
  let exchange: Exchange | undefined;
  /** Whether a response has ended, and the next request can be sent. */
  let isFree = false;

  const fail = (error: Error): void => {
    const failed = exchange;
    exchange = undefined;
    socket.destroy();
    failed?.reject(error);
  };
  const responses = receiver((received, isReusable) => {
    exchange?.resolve(received);
    exchange = undefined;
    isFree = isReusable;
    if (!isReusable) socket.destroy();
  });
  const socket = socketTo(peer, silence, (length, bytes) => {
    if (socket.destroyed) return;
    const problem = responses.take(bytes, length);
    if (problem !== undefined) return fail(problem);
    if (!isFree) return;
    isFree = false;
    socket.unref();
    owner.free(connection);
  });
  socket.on('timeout', () => fail(timedOut(`the server was silent for ${silence} ms`)));
  socket.on('error', (error) => fail(asTimeout(error)));
  socket.on('close', () => {
    responses.finish();
    fail(timedOut('the server closed the connection'));
    owner.closed(connection);
  });
  limit(socket, connect, () => fail(timedOut(`no connection after ${connect} ms`)));

  const connection: Connection = {
    send: (next) => {
      exchange = next;
      responses.begin(next);
      socket.ref();
      socket.write(next.text, 'latin1');
    },
    close: () => fail(new Error('the client was closed')),
  };
  return connection;
}

function socketTo(
  { isSecure, host, port }: Peer,
  silence: number,
  receive: (length: number, bytes: Uint8Array) => void,
): Socket {
  const callback = (length: number, bytes: Uint8Array): boolean => {
    receive(length, bytes);
    return true;
  };
  const onread = { buffer: Buffer.allocUnsafeSlow(PIECE), callback };
  const options = { host, port, noDelay: true, keepAlive: true, onread };
  const socket = isSecure
    ? connectSecurely({ ...options, servername: isIP(host) === 0 ? host : '' })
    : connectPlain(options);
  return socket.setTimeout(silence);
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

const asTimeout = (error: NodeJS.ErrnoException): Error =>
  LOST.has(error.code ?? '') ? Object.assign(error, { name: 'TimeoutError' }) : error;
