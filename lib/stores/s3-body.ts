import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';

/** A body that breaks off is asked for again so often; the SDK itself looks after what comes before bodies. */
const TRIES = 4;

/** Fewer bytes came than were announced. */
class CutBody extends Error {
  override readonly name = 'CutBody';
  constructor(got: number, expected: number) {
    super(`the body ended after ${got} of ${expected} bytes`);
  }
}

/** The server gives whole objects where a part was asked for. */
class NoRanges extends Error {
  override readonly name = 'NoRanges';
  constructor() {
    super('the server does not answer ranged reads');
  }
}

/** Sends a ranged read and takes its body in, whole; a body that breaks off is asked for again. */
export async function bodyOf(
  send: () => Promise<GetObjectCommandOutput>,
  offset: number,
  length: number,
): Promise<{ readonly answer: GetObjectCommandOutput; readonly bytes: Uint8Array }> {
  for (let left = TRIES - 1; ; left--) {
    const answer = await send();
    try {
      if (answer.ContentRange === undefined && offset > 0) throw new NoRanges();
      return { answer, bytes: await taken(answer, length) };
    } catch (error) {
      if (left === 0 || error instanceof NoRanges) throw error;
    }
  }
}

async function taken({ Body, ContentLength = 0, ContentRange }: GetObjectCommandOutput, length: number) {
  const stream = Body as AsyncIterable<Uint8Array> | undefined;
  const expected = Math.min(ContentLength, length);
  const pieces: Uint8Array[] = [];
  let got = 0;
  for await (const piece of stream ?? []) {
    pieces.push(piece);
    got += piece.length;
    // without a range the whole object comes: leaving the loop ends the connection
    if (ContentRange === undefined && got >= expected) break;
  }
  if (got < expected) throw new CutBody(got, expected);
  const [only] = pieces;
  const bytes = pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
  return bytes.length > expected ? bytes.subarray(0, expected) : bytes;
}
