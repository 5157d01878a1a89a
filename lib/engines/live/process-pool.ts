import type { ChildProcess } from 'node:child_process';
import { QuestionEnded, serverStops } from '../asker.ts';

// A few processes, of which one is always ready: to start one takes longer than a short question.

/** Milliseconds after which a further process that nobody needs is ended. */
const IDLE = 60_000;
/** Milliseconds of a process that ended before it could do anything. */
const SHORT_LIFE = 1000;

/** Processes that each do one thing at a time. */
export interface ProcessPool {
  /** A process that has nothing to do. Throws the reason of the signal, and QuestionEnded. */
  take(signal: AbortSignal | undefined): Promise<PooledProcess>;
  /** Ends the processes. */
  close(): void;
}

/** A process of a pool. */
export interface PooledProcess {
  readonly child: ChildProcess;
  /** To be called when it has nothing to do any more, or has ended. */
  giveBack(): void;
}

/** How large a pool is. */
export interface PoolSize {
  /** The most processes. */
  readonly processes: number;
  /** The most takers that wait. */
  readonly waiting: number;
}

interface Member {
  readonly child: ChildProcess;
  isBusy: boolean;
  idle?: NodeJS.Timeout;
}

/** Who waits for a process. */
interface Waiter {
  /** Gets a process, which is busy from now on. */
  take(member: Member): void;
  refuse(error: unknown): void;
}

/** A pool with its first process. Others are started when all are busy. Who waits longest is served first. */
export function processPool(start: () => ChildProcess, { processes, waiting: most }: PoolSize): ProcessPool {
  const members = new Set<Member>();
  const waiting: Waiter[] = [];
  let isClosed = false;
  const add = (isBusy: boolean): Member => {
    const member: Member = { child: start(), isBusy };
    const startedAt = performance.now();
    const gone = (): void => {
      if (!members.delete(member)) return;
      clearTimeout(member.idle);
      if (isClosed) return;
      const next = waiting.shift();
      if (next !== undefined) next.take(add(true));
      // one that cannot start is not started again and again
      else if (members.size === 0 && performance.now() - startedAt > SHORT_LIFE) add(false);
    };
    members.add(member);
    member.child.on('exit', gone);
    member.child.on('error', gone);
    return member;
  };
  const isFree = ({ isBusy }: Member): boolean => !isBusy;
  const giveBack = (member: Member): void => {
    if (!members.has(member)) return;
    const next = waiting.shift();
    if (next !== undefined) {
      next.take(member);
      return;
    }
    member.isBusy = false;
    const isOneOfMany = [...members].filter(isFree).length > 1;
    if (isOneOfMany) member.idle = setTimeout(() => member.child.kill('SIGKILL'), IDLE).unref();
  };
  const takeFree = (): Member | undefined => {
    const member = [...members].find(isFree);
    if (member === undefined) return members.size < processes ? add(true) : undefined;
    member.isBusy = true;
    clearTimeout(member.idle);
    return member;
  };
  add(false);
  return {
    take: async (signal) => {
      signal?.throwIfAborted();
      if (isClosed) throw serverStops();
      const free = takeFree();
      if (free === undefined && waiting.length >= most)
        throw new QuestionEnded({ kind: 'busy', waiting: waiting.length });
      const member = free ?? (await turn(waiting, signal));
      return { child: member.child, giveBack: () => giveBack(member) };
    },
    close: () => {
      isClosed = true;
      for (const { child } of members) child.kill('SIGKILL');
      for (const { refuse } of waiting.splice(0)) refuse(serverStops());
    },
  };
}

/** Waits for a process. Throws the reason of the signal if it is aborted first. */
function turn(waiting: Waiter[], signal: AbortSignal | undefined): Promise<Member> {
  return new Promise((resolve, reject) => {
    const leave = (): void => signal?.removeEventListener('abort', abort);
    const waiter: Waiter = {
      take: (member) => {
        leave();
        resolve(member);
      },
      refuse: (error) => {
        leave();
        reject(error);
      },
    };
    const abort = (): void => {
      waiting.splice(waiting.indexOf(waiter), 1);
      reject(signal?.reason);
    };
    waiting.push(waiter);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
