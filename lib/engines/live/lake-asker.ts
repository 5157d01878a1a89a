import { type ChildProcess, fork } from 'node:child_process';
import { atEnd } from '../../stores/at-end.ts';
import { type Asker, type Question, QuestionEnded } from '../asker.ts';
import { converse } from './conversation.ts';
import type { Gate } from './gate.ts';
import { type ProcessSettings, SETTINGS_VARIABLE } from './messages.ts';

// Answers questions about a local lake, each in a process of its own: whatever a question does there, this process goes on.

const PROGRAM = new URL('./question-process.ts', import.meta.url);
/** Megabytes of JavaScript objects in a process. */
const HEAP = 256;
/** Milliseconds after which a process that nobody needs is ended. One is always kept. */
const IDLE = 60_000;
/** Milliseconds of a process that ended before it could do anything. */
const SHORT_LIFE = 1000;

/** How questions are answered. */
export interface LakeAskerOptions {
  readonly settings: ProcessSettings;
  /** The most questions that are answered at the same time. */
  readonly processes: number;
  /** The most questions that wait for others. */
  readonly waiting: number;
  /** The time that a question may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Is entered for each question, so that the cache is written only in between. */
  readonly gate: Gate;
  /** The program of the processes; tests replace it. */
  readonly program?: URL;
}

/** An asker, and its processes. */
export interface LakeAsker {
  readonly ask: Asker;
  /** Ends the processes, and with them all questions. */
  close(): void;
}

/** A process, and what ends it when it has nothing to do. */
interface Member {
  readonly child: ChildProcess;
  isBusy: boolean;
  idle?: NodeJS.Timeout;
}

/** Starts a process for the first question, and others when it is busy. */
export function lakeAsker(options: LakeAskerOptions): LakeAsker {
  const members = new Set<Member>();
  const waiting: (() => void)[] = [];
  let isClosed = false;
  const start = (): Member => {
    const member: Member = { child: startProcess(options), isBusy: false };
    const startedAt = performance.now();
    const gone = (): void => {
      members.delete(member);
      clearTimeout(member.idle);
      // one that cannot start is not started again and again
      if (performance.now() - startedAt > SHORT_LIFE) keepWarm();
      waiting.shift()?.();
    };
    members.add(member);
    member.child.on('exit', gone);
    member.child.on('error', gone);
    return member;
  };
  /** Starting a process takes as long as a short question, so one is ready. */
  const keepWarm = (): void => {
    if (!isClosed && members.size === 0) start();
  };
  const free = (): Member | undefined => [...members].find(({ isBusy }) => !isBusy);
  const take = async (signal: AbortSignal | undefined): Promise<Member> => {
    for (;;) {
      signal?.throwIfAborted();
      if (isClosed) throw new QuestionEnded({ kind: 'process', exit: 'the server stops' });
      const member = free() ?? (members.size < options.processes ? start() : undefined);
      if (member !== undefined) {
        member.isBusy = true;
        clearTimeout(member.idle);
        return member;
      }
      if (waiting.length >= options.waiting)
        throw new QuestionEnded({ kind: 'busy', waiting: waiting.length });
      await turn(waiting, signal);
    }
  };
  const giveBack = (member: Member): void => {
    member.isBusy = false;
    const others = [...members].filter((other) => other !== member && !other.isBusy);
    if (others.length > 0) member.idle = setTimeout(() => member.child.kill('SIGKILL'), IDLE).unref();
    waiting.shift()?.();
  };
  keepWarm();
  const close = (): void => {
    isClosed = true;
    for (const { child } of members) child.kill('SIGKILL');
    for (const wake of waiting.splice(0)) wake();
  };
  const release = atEnd(close);
  return {
    ask: async (question) => {
      const leave = await options.gate.enter();
      try {
        const member = await take(question.signal);
        const onOver = (): void => {
          leave();
          giveBack(member);
        };
        return await converse(member.child, { ...talkOf(question, options), onOver });
      } catch (error) {
        leave();
        throw error;
      }
    },
    close: () => {
      release();
      close();
    },
  };
}

const talkOf = (
  { sql, tables = [], maxRows = Number.POSITIVE_INFINITY, timeoutMs, signal }: Question,
  options: LakeAskerOptions,
) => ({
  question: { kind: 'ask', sql, tables } as const,
  maxRows,
  timeoutMs: timeoutMs ?? options.timeoutMs,
  signal,
});

/** Waits until something has changed, or the signal is aborted. */
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

const startProcess = ({ settings, program = PROGRAM }: LakeAskerOptions): ChildProcess =>
  fork(program, {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${HEAP}`],
    env: { ...process.env, [SETTINGS_VARIABLE]: JSON.stringify(settings) },
    // what it prints is about a bug
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
