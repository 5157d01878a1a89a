import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WorkerEnded, type WorkerPool, workerPool } from '../../../lib/cli/threads/pool.ts';
import { DEFAULT_SETTINGS } from '../../../lib/sky/rules.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

/** A pool of two threads that run `program`, a handler of tasks. */
function poolOf(program: string): WorkerPool {
  const path = `${tempFolder()}/program.mjs`;
  writeFileSync(
    path,
    `import { parentPort, threadId } from 'node:worker_threads';
    parentPort.on('message', ({ file: { key } }) => { ${program} });`,
  );
  const pool = workerPool({
    size: 2,
    settings: { derivation: DEFAULT_SETTINGS },
    program: pathToFileURL(path),
  });
  onTestFinished(pool.close);
  return pool;
}

/** Does a task about each key; what each returned, or the message of its error. */
const runAll = (pool: WorkerPool, keys: readonly string[]): Promise<unknown[]> =>
  Promise.all(
    keys.map((key) =>
      pool
        .run({ kind: 'extract', root: '/', file: { bucket: 'file:///', key }, conditions: undefined })
        .catch((error: Error) => {
          expect(error).toBeInstanceOf(WorkerEnded);
          return error.message;
        }),
    ),
  );

const ECHO = 'parentPort.postMessage({ result: key });';
const KEYS = ['a', 'b', 'BAD', 'c', 'd', 'e', 'BAD', 'f', 'g', 'BAD'];

describe('a pool of threads', () => {
  it('does tasks in as many threads as it may have', async () => {
    const pool = poolOf('parentPort.postMessage({ result: threadId });');
    const threads = await runAll(pool, KEYS);
    expect(new Set(threads).size).toBe(2);
  });

  it.each([
    ['throws', "throw new Error('a defect')", /: a defect$/],
    ['exits', 'process.exit(3)', /^the thread that read it ended: /],
    ['is out of memory', 'const all = []; for (;;) all.push([key])', /memory/],
  ])('fails the task of a thread that %s, and does the others', async (_, end, message) => {
    const pool = poolOf(`if (key === 'BAD') { ${end} } else { ${ECHO} }`);
    const expected = KEYS.map((key) => (key === 'BAD' ? expect.stringMatching(message) : key));
    expect(await runAll(pool, KEYS)).toEqual(expected);
    expect(await runAll(pool, ['again'])).toEqual(['again']);
  });

  it('fails all tasks if no thread can start', async () => {
    const program = pathToFileURL(`${tempFolder()}/no-such-program.mjs`);
    const pool = workerPool({ size: 2, settings: { derivation: DEFAULT_SETTINGS }, program });
    onTestFinished(pool.close);
    const results = await runAll(pool, KEYS);
    for (const result of results) expect(result).toMatch(/no-such-program/);
  });

  it('fails the tasks that are not done when it is closed', async () => {
    const pool = poolOf(`if (key !== 'BAD') ${ECHO}`);
    expect(await runAll(pool, ['a'])).toEqual(['a']);
    const results = runAll(pool, ['BAD', 'BAD', 'b', 'c', 'd', 'e']);
    pool.close();
    const ended = 'the thread that read it ended: the run has ended';
    expect(await results).toEqual(Array(6).fill(ended));
    expect(await runAll(pool, ['later'])).toEqual([ended]);
  });
});
