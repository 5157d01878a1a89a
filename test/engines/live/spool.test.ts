import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer, Value } from '../../../lib/engines/answer.ts';
import { portions } from '../../../lib/engines/live/portions.ts';
import { spooled } from '../../../lib/engines/live/spool.ts';
import { type SpoolFile, type SpoolFiles, spoolFiles } from '../../../lib/engines/live/spool-files.ts';

type Piece = readonly (readonly Value[])[];

const piece = (n: number): Piece => [[n, 'é'.repeat(n % 50), BigInt(n), null, [n], { n }]];

async function* source(pieces: readonly Piece[]): AsyncGenerator<Piece> {
  yield* pieces;
}

async function all(pieces: Answer['pieces']): Promise<Piece[]> {
  const found: Piece[] = [];
  for await (const one of pieces) found.push(one);
  return found;
}

const options = { files: spoolFiles(), signal: undefined, stop: () => {} };

/** Files without a disk, and how many of them there are. */
function countedFiles(rooms: number): SpoolFiles & { open(): number; most(): number } {
  let [open, most, stored] = [0, 0, 0];
  return {
    open: () => open,
    most: () => most,
    close: () => {},
    create: (): SpoolFile => {
      const contents: Uint8Array[] = [];
      open++;
      return {
        append: async (bytes) => {
          if (stored >= rooms) return undefined;
          most = Math.max(most, ++stored);
          return { offset: contents.push(bytes) - 1, length: bytes.length };
        },
        read: async ({ offset }) => contents[offset] ?? new Uint8Array(),
        close: () => {
          open--;
          stored = 0;
        },
      };
    },
  };
}

describe('an answer that waits for its reader', () => {
  it('stays as it is, however fast it is read', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(40),
        fc.nat(200),
        fc.nat(5),
        fc.array(fc.nat(3), { maxLength: 40 }),
        async (count, memoryBytes, rooms, pauses) => {
          const given = Array.from({ length: count }, (_, n) => piece(n));
          const files = countedFiles(rooms);
          const found: Piece[] = [];
          for await (const one of spooled(source(given), { ...options, files, memoryBytes })) {
            for (let turns = pauses[found.length] ?? 0; turns > 0; turns--) await turn();
            found.push(one);
          }
          expect(found).toEqual(given);
          expect([files.open(), files.most() <= rooms]).toEqual([0, true]);
        },
      ),
    );
  });

  it('waits in real files, which disappear', async () => {
    const files = spoolFiles();
    const given = Array.from({ length: 500 }, (_, n) => piece(n));
    const answer = spooled(source(given), { ...options, files, memoryBytes: 100 });
    await turn();
    expect(await all(answer)).toEqual(given);
    files.close();
  });

  it('is taken from its source before anybody reads it', async () => {
    let isOver = false;
    async function* watched(): AsyncGenerator<Piece> {
      for (let n = 0; n < 100; n++) yield piece(n);
      isOver = true;
    }
    const answer = spooled(watched(), { ...options, memoryBytes: 100 });
    while (!isOver) await turn();
    expect((await all(answer)).length).toBe(100);
  });

  it.each([
    ['the limits', spoolFiles({ fileBytes: 300 })],
    ['the limits of all', spoolFiles({ allBytes: 300 })],
    ['the disk', { create: () => ({ append: async () => undefined }) } as unknown as SpoolFiles],
  ])('ends if nobody reads it and there is no room in %s', async (_, files) => {
    let stopped = 0;
    let given = 0;
    async function* endless(): AsyncGenerator<Piece> {
      for (;;) yield piece(given++);
    }
    const until = Promise.withResolvers<void>();
    const stop = (): void => {
      stopped++;
      until.resolve();
    };
    const closing = { ...files, create: () => Object.assign({ close: () => {} }, files.create()) };
    const answer = spooled(endless(), { ...options, files: closing, stop, memoryBytes: 100, patienceMs: 20 });
    await until.promise;
    expect(stopped).toBe(1);
    expect(given).toBeLessThan(20);
    // what is there can still be read
    const found: Piece[] = [];
    const read = async (): Promise<void> => {
      for await (const one of answer) found.push(one);
    };
    await expect(read()).rejects.toMatchObject({ reason: { kind: 'reader', milliseconds: 20 } });
    expect(found).toEqual(Array.from({ length: found.length }, (_, n) => piece(n)));
    expect(found.length).toBeGreaterThan(0);
  });

  it('ends with the error of its source, behind the pieces before it', async () => {
    async function* failing(): AsyncGenerator<Piece> {
      yield piece(1);
      throw new Error('failed');
    }
    const answer = spooled(failing(), options);
    await turn();
    const found: Piece[] = [];
    await expect(
      (async () => {
        for await (const one of answer) found.push(one);
      })(),
    ).rejects.toThrow('failed');
    expect(found).toEqual([piece(1)]);
  });

  it('is dropped with its signal, or when its reader leaves', async () => {
    const files = countedFiles(1000);
    const given = Array.from({ length: 30 }, (_, n) => piece(n));
    const gone = new AbortController();
    const stopped = new EventTarget();
    const stop = (): void => void stopped.dispatchEvent(new Event('stop'));
    const unread = spooled(source(given), { ...options, files, signal: gone.signal, stop, memoryBytes: 1 });
    for (let turns = 0; turns < 50; turns++) await turn();
    expect(files.open()).toBe(1);
    const isStopped = once(stopped, 'stop');
    gone.abort(new Error('gone'));
    await isStopped;
    expect(files.open()).toBe(0);
    await expect(all(unread)).rejects.toThrow('gone');
    for await (const _ of spooled(source(given), { ...options, files, memoryBytes: 1 })) break;
    for (let turns = 0; turns < 50; turns++) await turn();
    expect(files.open()).toBe(0);
  });
});

describe('files of answers', () => {
  it('are gone with their answers, and their room is free again', async () => {
    const files = spoolFiles({ fileBytes: 10, allBytes: 15 });
    const [a, b] = [files.create(), files.create()];
    expect(await a.append(new Uint8Array(10).fill(1))).toEqual({ offset: 0, length: 10 });
    expect(await a.append(new Uint8Array(1))).toBeUndefined();
    expect(await b.append(new Uint8Array(6))).toBeUndefined();
    expect(await a.read({ offset: 4, length: 2 })).toEqual(new Uint8Array([1, 1]));
    a.close();
    expect(await b.append(new Uint8Array(6))).toEqual({ offset: 0, length: 6 });
    b.close();
    files.close();
  });
});

describe('pieces', () => {
  it('are split, so that they are small', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 60 })),
        fc.integer({ min: 10, max: 100 }),
        (texts, most) => {
          const rows = texts.map((text) => [text]);
          const parts = [...portions(rows, most)];
          expect(parts.flat()).toEqual(rows);
          const bytesOf = (part: typeof rows): number =>
            part.reduce((sum, [text = '']) => sum + 16 + text.length, 0);
          for (const part of parts as (typeof rows)[])
            expect(part.length === 1 || bytesOf(part) <= most).toBe(true);
        },
      ),
    );
  });
  it('have no row that is too large', () => {
    expect(() => [...portions([['x'.repeat(101), [1, { a: 'b' }]]], 10, 100)]).toThrow(/a row of the answer/);
  });
});
