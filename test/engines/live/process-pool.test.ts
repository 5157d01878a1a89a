import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { processPool } from '../../../lib/engines/live/process-pool.ts';

/** A process that only ends when it is told to. */
class StillChild extends EventEmitter {
  kill(): boolean {
    this.emit('exit', null, 'SIGKILL');
    return true;
  }
}

const pool = (waiting = 3) => {
  const children: StillChild[] = [];
  const start = (): ChildProcess => {
    const child = new StillChild();
    children.push(child);
    return child as unknown as ChildProcess;
  };
  return { children, ...processPool(start, { processes: 2, waiting }) };
};

describe('a pool of processes', () => {
  it('serves who waits longest, before who comes when one is free again', async () => {
    const { take } = pool();
    const [first, second] = [await take(undefined), await take(undefined)];
    const served: string[] = [];
    const wait = async (name: string) => {
      const taken = await take(undefined);
      served.push(name);
      return taken;
    };
    const waiting = [wait('a'), wait('b')];
    first.giveBack();
    const late = wait('late');
    second.giveBack();
    (await waiting[0])?.giveBack();
    await Promise.all([...waiting, late]);
    expect(served).toEqual(['a', 'b', 'late']);
  });

  it('starts one process for each that ended while somebody waits', async () => {
    const { take, children } = pool();
    const [first] = [await take(undefined), await take(undefined)];
    const waiting = [take(undefined), take(undefined)];
    children[0]?.kill();
    // as a conversation does when its process ends
    first.giveBack();
    expect((await waiting[0])?.child).toBe(children[2]);
    expect(children.length).toBe(3);
  });

  it('refuses those who wait when it is closed or they give up', async () => {
    const { take, close } = pool();
    await Promise.all([take(undefined), take(undefined)]);
    const gone = new AbortController();
    const [leaves, stays] = [take(gone.signal), take(undefined)].map((taken) =>
      taken.catch((error: unknown) => error),
    );
    gone.abort(new Error('gone'));
    close();
    expect(await leaves).toEqual(new Error('gone'));
    expect(await stays).toMatchObject({ reason: { kind: 'process', exit: 'the server stops' } });
  });
});
