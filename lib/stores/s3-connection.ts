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
export interface Timeouts {
  /** Until it is established. */
  readonly connect: number;
  /** While the server sends nothing. */
  readonly silence: number;
}

/** A request, and the caller waiting for its response. */
export interface Exchange extends Expected {
  /** The request as it is sent. */
  readonly text: string;
  resolve(received: Received): void;
  /** Called with an error named TimeoutError if the connection was lost: the name tells the SDK that it can retry. */
  reject(error: Error): void;
}

export interface Connection {
  /** Sends a request. The connection must be new, or have been reported free since its last request. */
  send(exchange: Exchange): void;
  /** Whether it is open, and was not idle for so long that the server will have closed it. */
  isUsable(): boolean;
  /** Rejects the request that is under way. */
  close(): void;
}

/** Is told what becomes of a connection. */
export interface Owner {
  free(connection: Connection): void;
  closed(connection: Connection): void;
}

/** Bytes read from a socket at a time. */
const PIECE = 64 * 1024;

/** Opens a connection. It accepts a request immediately; any failure rejects that request. */
export function openConnection(peer: Peer, { connect, silence }: Timeouts, owner: Owner): Connection {
  let exchange: Exchange | undefined;
  /** Whether a response has ended, and the next request can be sent. */
  let isFree = false;
  /** When it was last used, in milliseconds. A function that was frozen has not noticed what happened since. */
  let freed = Date.now();

  const fail = (error: Error): void => {
    const failed = exchange;
    exchange = undefined;
    socket.destroy();
    // what arrived in part can be requested again, whatever went wrong
    failed?.reject(responses.isArriving() ? asTemporary(error) : error);
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
    freed = Date.now();
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
    isUsable: () => !socket.destroyed && Date.now() - freed < silence,
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
  const options = { host, port, noDelay: true, keepAlive: true, onread, ALPNProtocols: ['http/1.1'] };
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

/** An error under the name by which the SDK knows that it can retry. */
const asTemporary = (error: Error): Error => Object.assign(error, { name: 'TimeoutError' });

const timedOut = (message: string): Error => asTemporary(new Error(message));

const LOST = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

const asTimeout = (error: NodeJS.ErrnoException): Error =>
  LOST.has(error.code ?? '') ? asTemporary(error) : error;
