import type { ChildProcess } from 'node:child_process';
import type { Answer, Column, Value } from '../answer.ts';
import { QuestionEnded } from '../asker.ts';
import { QueryRefused } from '../query-refused.ts';
import type { News, Order } from './messages.ts';

// One question, and the process that answers it.

/** Pieces that a process may send before the reader asks for them. */
const AHEAD = 2;
/** Milliseconds in which a process has to stop when it is told to. After that, it is ended. */
const TO_STOP = 1000;

/** What is asked, and who wants to know. */
export interface Talk {
  readonly question: Extract<Order, { kind: 'ask' }>;
  readonly maxRows: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** Called once, when the process is free again or has ended. */
  onOver(): void;
}

/** Asks a process, which has nothing else to do. Throws what an `Asker` throws. */
export async function converse(child: ChildProcess, talk: Talk): Promise<Answer> {
  const { next, failWith, order, over } = messagesOf(child, talk.onOver);
  const deadline = setTimeout(() => {
    child.kill('SIGKILL');
    failWith(new QuestionEnded({ kind: 'time', milliseconds: talk.timeoutMs }));
  }, talk.timeoutMs);
  const stop = (): void => {
    order({ kind: 'stop' });
    const timer = setTimeout(() => child.kill('SIGKILL'), TO_STOP);
    void over.then(() => clearTimeout(timer));
  };
  const abort = (): void => {
    stop();
    failWith(talk.signal?.reason);
  };
  talk.signal?.addEventListener('abort', abort);
  const release = (): void => {
    clearTimeout(deadline);
    talk.signal?.removeEventListener('abort', abort);
  };
  const leave = (): void => {
    release();
    stop();
  };
  void over.then(release);
  order(talk.question);
  for (let piece = 0; piece < AHEAD; piece++) order({ kind: 'more' });
  const first = await next();
  if (first?.kind !== 'columns') throw new QuestionEnded({ kind: 'process', exit: 'it sent no columns' });
  return {
    columns: first.columns as readonly Column[],
    pieces: pieces(next, talk.maxRows, () => order({ kind: 'more' }), leave),
  };
}

async function* pieces(
  next: () => Promise<News | undefined>,
  maxRows: number,
  more: () => void,
  leave: () => void,
): AsyncGenerator<readonly (readonly Value[])[]> {
  let left = maxRows;
  try {
    while (left > 0) {
      const news = await next();
      if (news?.kind !== 'piece') return;
      more();
      yield news.rows.length <= left ? news.rows : news.rows.slice(0, left);
      left -= news.rows.length;
    }
  } finally {
    leave();
  }
}

interface Messages {
  /** The next message; undefined after the last one. Throws what the process refused, or how it ended. */
  next(): Promise<News | undefined>;
  /** Makes `next` throw this from now on. */
  failWith(error: unknown): void;
  order(order: Order): void;
  /** Resolves when the process has said its last word. */
  readonly over: Promise<void>;
}

function messagesOf(child: ChildProcess, onOver: () => void): Messages {
  const queue: News[] = [];
  let failure: { readonly error: unknown } | undefined;
  let isOver = false;
  let wake: () => void = () => {};
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const fail = (error: unknown): void => {
    failure ??= { error };
    wake();
  };
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    child.off('message', receive);
    child.off('exit', exited);
    child.off('error', broken);
    wake();
    resolve();
    onOver();
  };
  const receive = (news: News): void => {
    if (news.kind === 'columns' || news.kind === 'piece') {
      queue.push(news);
      wake();
      return;
    }
    const error = errorOf(news);
    if (error !== undefined) fail(error);
    // a process that uses too much memory, or was killed, is not free: it ends
    if (news.kind !== 'memory' && !child.killed) end();
  };
  const exited = (code: number | null, signal: string | null): void => {
    fail(new QuestionEnded({ kind: 'process', exit: signal ?? `exit code ${code}` }));
    end();
  };
  const broken = (error: Error): void => {
    fail(new QuestionEnded({ kind: 'process', exit: error.message }, { cause: error }));
    end();
  };
  child.on('message', receive);
  child.on('error', broken);
  child.on('exit', exited);
  return {
    failWith: fail,
    over,
    order: (order) => {
      if (!isOver && child.connected) child.send(order, () => {});
    },
    next: async () => {
      while (queue.length === 0 && failure === undefined && !isOver) {
        await new Promise<void>((woken) => {
          wake = woken;
        });
      }
      if (failure !== undefined) throw failure.error;
      return queue.shift();
    },
  };
}

function errorOf(news: News): Error | undefined {
  switch (news.kind) {
    case 'refused':
      return new QueryRefused(news.reason, { hint: news.hint });
    case 'memory':
      return new QuestionEnded({ kind: 'memory', bytes: news.bytes });
    case 'no-lake':
      return new QuestionEnded({ kind: 'lake', state: news.state });
    case 'failed':
      return new Error(news.message);
    default:
      return undefined;
  }
}
