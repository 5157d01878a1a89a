import { Readable } from 'node:stream';
import type { GetOutput } from './s3-get.ts';

/** How many times a body is requested if the connection breaks. The SDK retries only what fails before the body. */
const ATTEMPTS = 4;

/** Fewer bytes arrived than were announced. */
class CutBody extends Error {
  override readonly name = 'CutBody';
  readonly received: number;
  readonly expected: number;
  constructor(received: number, expected: number) {
    super(`the body ended after ${received} of ${expected} bytes`);
    this.received = received;
    this.expected = expected;
  }
}

/** The server returns whole objects when a range was requested. */
class NoRanges extends Error {
  override readonly name = 'NoRanges';
  constructor() {
    super('the server does not support ranged reads');
  }
}

/** Sends a ranged read and receives its body. If the connection breaks, the body is requested again. */
export async function bodyOf(
  send: () => Promise<GetOutput>,
  offset: number,
  length: number,
): Promise<{ readonly response: GetOutput; readonly bytes: Uint8Array }> {
  for (let left = ATTEMPTS - 1; ; left--) {
    const response = await send();
    try {
      return { response, bytes: await received(response, offset, length) };
    } catch (error) {
      if (left === 0 || error instanceof NoRanges) throw error;
    }
  }
}

async function received(
  { Body, ContentLength = 0, ContentRange }: GetOutput,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const expected = Math.min(ContentLength, length);
  const pieces: Uint8Array[] = [];
  let got = 0;
  await eachPiece(Body as Body | undefined, (piece) => {
    if (ContentRange === undefined && offset > 0) throw new NoRanges();
    pieces.push(piece);
    got += piece.length;
    // otherwise the whole object would follow
    return ContentRange !== undefined || got < expected;
  });
  if (got < expected) throw new CutBody(got, expected);
  const [only] = pieces;
  const bytes = pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
  return bytes.length > expected ? bytes.subarray(0, expected) : bytes;
}

type Body = Uint8Array | Readable | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** Passes on the pieces of a body, until it returns false or throws: that closes the connection. */
async function eachPiece(body: Body | undefined, use: (piece: Uint8Array) => boolean): Promise<void> {
  if (body instanceof Uint8Array) {
    if (body.length > 0) use(body);
  } else if (body instanceof Readable) await eachPieceOfStream(body, use);
  else for await (const piece of body ?? []) if (!use(piece)) break;
}

/** The same for a stream of Node: an iteration would take as long as the request. */
const eachPieceOfStream = (body: Readable, use: (piece: Uint8Array) => boolean): Promise<void> =>
  new Promise((resolve, reject) => {
    body.on('data', (piece: Uint8Array) => {
      try {
        if (!use(piece)) body.destroy();
      } catch (error) {
        reject(error);
        body.destroy();
      }
    });
    body.on('end', resolve);
    body.on('error', reject);
    body.on('close', resolve);
  });
