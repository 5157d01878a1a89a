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
  /** Whether it may have a body: the response to a HEAD has none. */
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
  /** Whether the headers of a response have arrived, but not its end. */
  isArriving(): boolean;
  /** The connection has ended, which also ends a body of unknown length. */
  finish(): void;
}

/** The most bytes of a response besides its body. */
const OVERHEAD = 1024 * 1024;
/** The most bytes of what S3 says about an error. */
export const LONGEST_ERROR = 16 * 1024;
const NOTHING = new Uint8Array(0);

const UNREQUESTED = 'the server sent more than was requested';
/** Tells the parser that no body follows, whatever the headers say. */
const NO_BODY = 1;

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
    if (expected === undefined) throw new Error(UNREQUESTED);
    const { statusCode, statusMessage: reason, shouldKeepAlive: isReusable } = info;
    // it would be followed by another protocol
    if (statusCode === 101) throw new Error('the server switched protocols');
    // the response itself follows
    if (statusCode < 200) return NO_BODY;
    const headers = headersOf(info.headers);
    const hasBody = expected.hasBody && statusCode !== 204 && statusCode !== 304;
    const most = statusCode < 300 ? expected.most : Math.min(expected.most, LONGEST_ERROR);
    const body = hasBody ? memoryFor({ ...expected, most }, headers) : NOTHING;
    arriving = { statusCode, reason, headers, isReusable, body };
    got = 0;
    return hasBody ? undefined : NO_BODY;
  };
  parser[HTTPParser.kOnBody] = (piece, from, length) => {
    // the parser would go back by that many bytes
    if (length < 0) throw new Error('a piece of the body has a negative length');
    if (arriving === undefined) return;
    const room = Math.min(length, arriving.body.length - got);
    arriving.body.set(piece.subarray(from, from + room), got);
    got += room;
    if (room < length) end(false);
  };
  parser[HTTPParser.kOnMessageComplete] = () => {
    // bytes that follow would count as the beginning of the next response
    const { offset, end: until } = parser as unknown as { readonly offset: number; readonly end: number };
    end(arriving?.isReusable === true && offset === until);
  };
  return {
    begin: (next) => {
      expected = next;
      left = 2 * next.most + OVERHEAD;
    },
    take: (bytes, length) => {
      if (expected === undefined) return new Error(UNREQUESTED);
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
    isArriving: () => arriving !== undefined,
    finish: () => void parser.finish(),
  };
}

/** By names in lower case; values of the same name are joined. */
function headersOf(list: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let i = 0; i + 1 < list.length; i += 2) {
    const name = list[i]!.toLowerCase();
    headers[name] = Object.hasOwn(headers, name) ? `${headers[name]}, ${list[i + 1]}` : list[i + 1]!;
  }
  return headers;
}

/** Memory for the body of a response. Throws an Error if its Content-Length is malformed. */
function memoryFor({ most, memory }: Receiving, headers: Readonly<Record<string, string>>): Uint8Array {
  const { 'content-length': length = String(most) } = headers;
  if (!/^\d+$/.test(length)) throw new Error(`content-length is ${length}`);
  const size = Math.min(Number(length), most);
  return memory !== undefined && size <= memory.length
    ? memory.subarray(0, size)
    : Buffer.allocUnsafeSlow(size);
}
