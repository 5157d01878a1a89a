import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binaryReply, framed } from '../../lib/serve/http/framed.ts';
import { unframed } from '../helpers/served-lake.ts';

const blocks = fc.dictionary(
  fc.string({ minLength: 1, maxLength: 12 }).filter((name) => !/^(?:__proto__|\d+)$/.test(name)),
  fc.oneof(
    fc.float64Array({ minLength: 1, noNaN: true }),
    fc.uint32Array({ minLength: 1 }),
    fc.uint16Array({ minLength: 1 }),
    fc.uint8Array({ minLength: 1 }),
  ),
  { noNullPrototype: true },
);

describe('a binary response', () => {
  it('has its header and all blocks, aligned, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), blocks, async (text, given) => {
        const { header, blocks: found } = await unframed(binaryReply(framed({ text }, given)));
        expect(header['text']).toBe(text);
        for (const { offset } of header['blocks'] as { offset: number }[]) expect(offset % 8).toBe(0);
        for (const [name, block] of Object.entries(given))
          expect([...(found[name] ?? [])].slice(0, block.length)).toEqual([...block]);
      }),
      { numRuns: 200 },
    );
  });

  it('says how long it is', async () => {
    const reply = binaryReply(framed({}, { a: Uint8Array.of(1, 2, 3) }));
    expect(Number(reply.headers.get('content-length'))).toBe((await reply.arrayBuffer()).byteLength);
  });
});
