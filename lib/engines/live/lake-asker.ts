import { type ChildProcess, fork } from 'node:child_process';
import { atEnd } from '../../stores/at-end.ts';
import { type Answer, rowsOf } from '../answer.ts';
import type { Asker, Question } from '../asker.ts';
import { converse } from './conversation.ts';
import type { Gate } from './gate.ts';
import { type ProcessSettings, SETTINGS_VARIABLE } from './messages.ts';
import { type PoolSize, processPool } from './process-pool.ts';
import { type SpoolOptions, spooled } from './spool.ts';
import { type SpoolSize, spoolFiles } from './spool-files.ts';

// Answers questions about a local lake, each in a process of its own: whatever a question does there, this process goes on.

const PROGRAM = new URL('./question-process.ts', import.meta.url);
/** Megabytes of JavaScript objects in a process. */
const HEAP = 256;

/** How questions are answered. */
export interface LakeAskerOptions extends PoolSize {
  readonly settings: ProcessSettings;
  /** The time that a question may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Is entered for each question, so that the cache is written only in between. */
  readonly gate: Gate;
  /** The program of the processes; tests replace it. */
  readonly program?: URL;
  /** How much of the answers may wait for slow readers, and how long. */
  readonly waitingAnswers?: Pick<SpoolOptions, 'memoryBytes' | 'patienceMs'> & Partial<SpoolSize>;
}

/** An asker, and its processes. */
export interface LakeAsker {
  readonly ask: Asker;
  /** Writes the answer into a new Parquet file; returns the number of rows. Throws what an `Asker` throws. */
  saveParquet(question: Question, file: string): Promise<number>;
  /** Ends the processes, and with them all questions. */
  close(): void;
}

/** Starts a process for the first question, and others when it is busy. */
export function lakeAsker(options: LakeAskerOptions): LakeAsker {
  const pool = processPool(() => startProcess(options), options);
  const release = atEnd(pool.close);
  const { memoryBytes, patienceMs, ...size } = options.waitingAnswers ?? {};
  const files = spoolFiles(size);
  const ask = async (question: Question, parquetFile?: string): Promise<Answer> => {
    const { sql, tables = [], maxRows = Number.POSITIVE_INFINITY, signal } = question;
    const leave = await options.gate.enter();
    try {
      const { child, giveBack } = await pool.take(signal);
      const unread = new AbortController();
      const { columns, pieces } = await converse(child, {
        question: { kind: 'ask', sql, tables, parquetFile },
        maxRows,
        timeoutMs: question.timeoutMs ?? options.timeoutMs,
        signal: AbortSignal.any([unread.signal, ...(signal === undefined ? [] : [signal])]),
        onOver: () => {
          leave();
          giveBack();
        },
      });
      const stop = (): void => unread.abort();
      return { columns, pieces: spooled(pieces, { files, signal, stop, memoryBytes, patienceMs }) };
    } catch (error) {
      leave();
      throw error;
    }
  };
  return {
    ask: (question) => ask(question),
    saveParquet: async (question, file) => {
      const [[rows] = []] = await rowsOf(await ask(question, file));
      return Number(rows);
    },
    close: () => {
      release();
      pool.close();
      files.close();
    },
  };
}

const startProcess = ({ settings, program = PROGRAM }: LakeAskerOptions): ChildProcess =>
  fork(program, {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${HEAP}`],
    env: { ...process.env, [SETTINGS_VARIABLE]: JSON.stringify(settings) },
    // what it prints is about a bug
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
