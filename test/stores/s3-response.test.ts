import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Expected, type Received, receiver } from '../../lib/stores/s3-response.ts';
import { effort } from '../helpers/effort.ts';

interface Outcome {
  readonly responses: readonly {
    readonly status: number;
    readonly body: string;
    readonly isReusable: boolean;
  }[];
  readonly problem?: string | undefined;
}

/** What becomes of bytes that arrive in pieces of these lengths, if one response is expected after the other. */
function outcomeOf(bytes: string, lengths: readonly number[] = [], how: Partial<Expected> = {}): Outcome {
  const responses: { status: number; body: string; isReusable: boolean }[] = [];
  const expected = { most: 1000, hasBody: true, ...how };
  const receiving = receiver(({ statusCode: status, body }, isReusable) => {
    responses.push({ status, body: Buffer.from(body).toString('latin1'), isReusable });
    receiving.begin(expected);
  });
  receiving.begin(expected);
  const all = Buffer.from(bytes, 'latin1');
  for (let at = 0, i = 0; at < all.length; i++) {
    const piece = all.subarray(at, at + (lengths[i] ?? all.length));
    const problem = receiving.take(piece, piece.length);
    if (problem !== undefined) return { responses, problem: problem.message };
    at += piece.length;
  }
  receiving.finish();
  return { responses };
}

/** The first response, of which only the headers matter. */
function headersOf(bytes: string): Received['headers'] | undefined {
  let headers: Received['headers'] | undefined;
  const receiving = receiver((received) => (headers = received.headers));
  receiving.begin({ most: 10, hasBody: true });
  receiving.take(Buffer.from(bytes, 'latin1'), bytes.length);
  return headers;
}

const SIZED = 'HTTP/1.1 206 Partial Content\r\nContent-Length: 5\r\nETag: "e"\r\n\r\n01234';
const CHUNKED =
  'HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n<Er\r\n4\r\nror>\r\n0\r\n\r\n';
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
const EMPTY = 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n';
const TO_THE_END = 'HTTP/1.1 200 OK\r\n\r\neverything';

describe('a response', () => {
  it.each([
    ['with a length', SIZED, { status: 206, body: '01234', isReusable: true }],
    ['in chunks', CHUNKED, { status: 404, body: '<Error>', isReusable: true }],
    ['after 100 Continue', CONTINUE + SIZED, { status: 206, body: '01234', isReusable: true }],
    ['that never has a body, whatever its length says', EMPTY, { status: 304, body: '', isReusable: true }],
    ['until the connection ends', TO_THE_END, { status: 200, body: 'everything', isReusable: false }],
    [
      'after which the server closes the connection',
      SIZED.replace('ETag: "e"', 'Connection: close'),
      { status: 206, body: '01234', isReusable: false },
    ],
  ])('%s', (_, bytes, response) => {
    expect(outcomeOf(bytes)).toEqual({ responses: [response] });
  });

  it('to a HEAD has no body, whatever it says', () => {
    expect(outcomeOf(SIZED.slice(0, -5), [], { hasBody: false })).toEqual({
      responses: [{ status: 206, body: '', isReusable: true }],
    });
  });

  it('that is followed by anything ends the use of the connection', () => {
    for (const more of ['\n', 'HTTP/1.1 ', SIZED])
      expect(outcomeOf(SIZED + more).responses[0]).toEqual({ status: 206, body: '01234', isReusable: false });
    expect(outcomeOf(SIZED, [], { hasBody: false }).responses[0]).toMatchObject({ isReusable: false });
  });

  it('has headers by names in lower case, with any byte', () => {
    const bytes = SIZED.replace('"e"', '"é"\r\nX-Two: a\r\nx-two: b\r\nX-None:');
    expect(headersOf(bytes)).toEqual({ 'content-length': '5', etag: '"é"', 'x-two': 'a, b', 'x-none': '' });
  });

  it('is the same in whatever pieces it arrives', () => {
    const texts = fc.constantFrom(SIZED, CHUNKED, EMPTY, TO_THE_END);
    fc.assert(
      fc.property(texts, fc.array(fc.integer({ min: 1, max: 30 })), fc.nat(2), (last, lengths, continued) => {
        const bytes = CONTINUE.repeat(continued) + last;
        expect(outcomeOf(bytes, lengths)).toEqual(outcomeOf(bytes));
      }),
      { numRuns: effort(300) },
    );
  });
});

describe('a body is received', () => {
  const begun = (how: Partial<Expected>): Uint8Array | undefined => {
    let body: Uint8Array | undefined;
    const receiving = receiver((received) => (body = received.body));
    receiving.begin({ most: 1000, hasBody: true, ...how });
    receiving.take(Buffer.from(SIZED), SIZED.length);
    return body;
  };

  it('in the memory that is lent, if it fits', () => {
    const memory = new Uint8Array(8);
    const body = begun({ memory });
    expect(body?.buffer).toBe(memory.buffer);
    expect(Buffer.from(memory).toString()).toBe('01234\0\0\0');
    const small = new Uint8Array(4);
    expect(Buffer.from(begun({ memory: small }) ?? []).toString()).toBe('01234');
    expect(small).toEqual(new Uint8Array(4));
  });

  it('up to the most bytes; the connection is of no more use', () => {
    expect(outcomeOf(SIZED, [], { most: 3 }).responses[0]).toMatchObject({ body: '012', isReusable: false });
    expect(outcomeOf(CHUNKED, [], { most: 4 }).responses[0]).toMatchObject({
      body: '<Err',
      isReusable: false,
    });
  });
});

describe('what is not a response is refused', () => {
  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH\r\n', 'Parse Error'],
    ['a length that is no number', SIZED.replace(': 5', ': five'), 'content-length is five'],
    ['a negative length', SIZED.replace(': 5', ': -9007199254740991'), 'content-length is -9007199254740991'],
    ['two lengths', SIZED.replace('ETag', 'Content-Length: 6\r\nETag'), 'Parse Error'],
    [
      'a chunk of negative length',
      CHUNKED.replace('4\r\n', '-1fffffffffffff\r\n'),
      'a piece of the body has a negative length',
    ],
    ['endless headers', `${SIZED.slice(0, -9)}${'X: y\r\n'.repeat(20_000)}`, 'max header size exceeded'],
    [
      'another protocol after the headers',
      'HTTP/1.1 101 Switching Protocols\r\n\r\n',
      'the server switched protocols',
    ],
    [
      'a chunk of negative length after 100 Continue',
      'HTTP/1.1 100 Continue\r\nTransfer-Encoding: chunked\r\n\r\n-6\r\nxx',
      'Parse Error',
    ],
    [
      'a negative length after 100 Continue',
      'HTTP/1.1 100 Continue\r\nContent-Length: -45\r\n\r\nx\n',
      'Parse Error',
    ],
    [
      'an endless line between chunks',
      CHUNKED.slice(0, -5) + '0'.repeat(2 * 1024 * 1024),
      'the response is too long',
    ],
  ])('%s', (_, bytes, problem) => {
    expect(outcomeOf(bytes, Array(1000).fill(10_000)).problem).toBe(problem);
  });

  it('a chunk of negative length after the most bytes', () => {
    const bytes = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nxx\r\n2\r\nyy\r\n-6\r\nzz';
    expect(outcomeOf(bytes, [], { most: 2 }).problem).toBe('a piece of the body has a negative length');
  });

  it('a response that nobody expects', () => {
    const receiving = receiver(() => {});
    receiving.begin({ most: 10, hasBody: true });
    const problem = receiving.take(Buffer.from(SIZED + SIZED), 2 * SIZED.length);
    expect(problem?.message).toBe('the server sent more than was requested');
    // nor the beginning of one
    expect(receiver(() => {}).take(Buffer.from('H'), 1)?.message).toBe(problem?.message);
  });

  it('nothing that a server can send hangs or throws', () => {
    const lines = fc.constantFrom(
      'HTTP/1.1 ',
      '200 OK',
      '\r\n',
      '\n',
      'Content-Length: ',
      '-',
      '7',
      'chunked',
      'f',
      'x',
    );
    const texts = fc.array(fc.oneof(lines, fc.string({ maxLength: 3 }), fc.constant(CHUNKED.slice(0, 60))));
    fc.assert(
      fc.property(texts, fc.array(fc.integer({ min: 1, max: 30 })), (parts, lengths) => {
        const { responses, problem } = outcomeOf(parts.join(''), lengths, { most: 20 });
        expect(responses.every(({ body }) => body.length <= 20)).toBe(true);
        if (problem !== undefined) expect(problem).not.toBe('');
      }),
      { numRuns: effort(1000) },
    );
  });
});
