import type { ChildProcess } from 'node:child_process';
import { QuestionEnded } from '../asker.ts';

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

/** A pool with its first process. Others are started when all are busy. */
export function processPool(start: () => ChildProcess, { processes, waiting: most }: PoolSize): ProcessPool {
  const members = new Set<Member>();
  const waiting: (() => void)[] = [];
  let isClosed = false;
  const add = (): Member => {
    const member: Member = { child: start(), isBusy: false };
    const startedAt = performance.now();
    const gone = (): void => {
      members.delete(member);
      clearTimeout(member.idle);
      // one that cannot start is not started again and again
      if (!isClosed && members.size === 0 && performance.now() - startedAt > SHORT_LIFE) add();
      waiting.shift()?.();
    };
    members.add(member);
    member.child.on('exit', gone);
    member.child.on('error', gone);
    return member;
  };
  const isFree = ({ isBusy }: Member): boolean => !isBusy;
  const giveBack = (member: Member): void => {
    member.isBusy = false;
    const isOneOfMany = [...members].filter(isFree).length > 1;
    if (isOneOfMany) member.idle = setTimeout(() => member.child.kill('SIGKILL'), IDLE).unref();
    waiting.shift()?.();
  };
  add();
  return {
    take: async (signal) => {
      for (;;) {
        signal?.throwIfAborted();
        if (isClosed) throw new QuestionEnded({ kind: 'process', exit: 'the server stops' });
        const member = [...members].find(isFree) ?? (members.size < processes ? add() : undefined);
        if (member !== undefined) {
          member.isBusy = true;
          clearTimeout(member.idle);
          return { child: member.child, giveBack: () => giveBack(member) };
        }
        if (waiting.length >= most) throw new QuestionEnded({ kind: 'busy', waiting: waiting.length });
        await turn(waiting, signal);
      }
    },
    close: () => {
      isClosed = true;
      for (const { child } of members) child.kill('SIGKILL');
      for (const wake of waiting.splice(0)) wake();
    },
  };
}

/** Waits until a process may be free, or the signal is aborted. */
function turn(waiting: (() => void)[], signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      signal?.removeEventListener('abort', abort);
      resolve();
    };
    const abort = (): void => {
      waiting.splice(waiting.indexOf(wake), 1);
      resolve();
    };
    waiting.push(wake);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
