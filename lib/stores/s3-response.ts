import { HTTPParser } from 'http-parser-js';

// Receives responses, one after the other, into memory that is used again.

/** How the body of a response is received. */
export interface Receiving {
  /** The most bytes that are received. The connection is closed if there are more. */
  readonly most: number;
  /** Memory for the body, if it is large enough. */
  readonly memory?: Uint8Array;
}

/** What is known of a response before it arrives. */
export interface Expected extends Receiving {
  /** Whether it may have a body: that to a HEAD has none. */
  readonly hasBody: boolean;
}

/** A response that has arrived. */
export interface Received {
  readonly statusCode: number;
  readonly reason: string;
  /** By names in lower case. */
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** Receives the responses of one connection. */
export interface Receiver {
  /** Expects the next response. */
  begin(expected: Expected): void;
  /** Takes bytes of it. Returns what is wrong with them; then the connection cannot be used any more. */
  take(bytes: Uint8Array, length: number): Error | undefined;
  /** The connection has ended, and so have some bodies. */
  finish(): void;
}

/** Bytes of a response that are not its body, at most. */
const OVERHEAD = 1024 * 1024;

// header values may have any byte
HTTPParser.encoding = 'latin1' as never;

/**
 * @param done gets each response, and whether the connection can be used for the next one
 */
export function receiver(done: (received: Received, isReusable: boolean) => void): Receiver {
  let expected: Expected | undefined;
  let arriving: (Received & { readonly isReusable: boolean }) | undefined;
  let got = 0;
  /** Bytes that may follow. */
  let left = 0;

  const end = (isReusable: boolean): void => {
    if (arriving === undefined) return;
    const { statusCode, reason, headers, body } = arriving;
    expected = undefined;
    arriving = undefined;
    done({ statusCode, reason, headers, body: body.subarray(0, got) }, isReusable);
  };
  const parser = new HTTPParser(HTTPParser.RESPONSE);
  parser[HTTPParser.kOnHeadersComplete] = (info) => {
    if (expected === undefined) throw new Error('the server sent more than was requested');
    const { statusCode, statusMessage: reason, shouldKeepAlive: isReusable } = info;
    // 1xx: the response itself follows
    if (statusCode < 200) return;
    const headers = headersOf(info.headers);
    arriving = { statusCode, reason, headers, isReusable, body: memoryFor(expected, headers) };
    got = 0;
    // 1: no body follows, whatever the headers say
    return expected.hasBody && statusCode !== 204 && statusCode !== 304 ? 0 : 1;
  };
  parser[HTTPParser.kOnBody] = (piece, from, length) => {
    if (arriving === undefined) return;
    // the parser would go back by so many bytes
    if (length < 0) throw new Error('a piece of the body has a negative length');
    const room = Math.min(length, arriving.body.length - got);
    arriving.body.set(piece.subarray(from, from + room), got);
    got += room;
    if (room < length) end(false);
  };
  parser[HTTPParser.kOnMessageComplete] = () => end(arriving?.isReusable === true);
  return {
    begin: (next) => {
      expected = next;
      left = 2 * next.most + OVERHEAD;
    },
    take: (bytes, length) => {
      left -= length;
      if (left < 0) return new Error('the response is too long');
      try {
        const parsed = parser.execute(bytes as Buffer, 0, length);
        return typeof parsed === 'number' ? undefined : parsed;
      } catch (error) {
        // thrown above
        return error as Error;
      }
    },
    finish: () => void parser.finish(),
  };
}

/** By names in lower case; values of the same name are joined. */
function headersOf(list: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let i = 0; i + 1 < list.length; i += 2) {
    const name = list[i]!.toLowerCase();
    const before = headers[name];
    headers[name] = before === undefined ? list[i + 1]! : `${before}, ${list[i + 1]}`;
  }
  return headers;
}

/** Memory for the body of a response. Throws an Error if it says in a wrong way how long it is. */
function memoryFor({ most, memory }: Receiving, headers: Readonly<Record<string, string>>): Uint8Array {
  const { 'content-length': length = String(most) } = headers;
  if (!/^\d+$/.test(length)) throw new Error(`content-length is ${length}`);
  const size = Math.min(Number(length), most);
  return memory !== undefined && size <= memory.length
    ? memory.subarray(0, size)
    : Buffer.allocUnsafeSlow(size);
}
