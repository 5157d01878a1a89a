// A pool of worker threads.

import { Worker } from 'node:worker_threads';
import type { Extraction, LakeRows } from '../../lake/extraction.ts';
import { messageOf } from '../../stores/file-problem.ts';
import { errorOf, type Reply, type Task, type WorkerSettings } from './messages.ts';

/** Tasks that a worker has at the same time, so that it need not wait for the next one. */
const AHEAD = 2;
/**
 * Megabytes of JavaScript objects in one worker; rows are not among them. A file with 20,000 images, each with a position,
 * takes less than 40.
 */
const HEAP = 64;
const PROGRAM = new URL('./worker.ts', import.meta.url);

/** Worker threads that share tasks. */
export interface WorkerPool {
  /** Does a task in one of the threads. Throws what the work throws, and {@link WorkerEnded}. */
  run(task: Task): Promise<Extraction | LakeRows>;
  /** Ends the threads. Tasks that are not done fail. */
  close(): void;
}

/** A worker thread ended before it had done a task. */
export class WorkerEnded extends Error {
  override readonly name = 'WorkerEnded';
  constructor(reason: string) {
    super(`the thread that read it ended: ${reason}`);
  }
}

/** A task, and who waits for it. */
interface Job {
  readonly task: Task;
  readonly done: (result: Extraction | LakeRows) => void;
  readonly failed: (error: Error) => void;
}

/** A worker with its jobs, in the order in which it does them. */
interface Member {
  readonly worker: Worker;
  readonly jobs: Job[];
}

/** How a pool starts its threads. */
export interface PoolOptions {
  /** The most threads. Another one is started when all have something to do. */
  readonly size: number;
  readonly settings: WorkerSettings;
  /** The program of the threads; tests replace it. */
  readonly program?: URL;
}

/**
 * A pool of worker threads. If one ends unexpectedly, the task that it was doing fails, and others do the rest of its
 * tasks.
 */
export function workerPool({ size, settings, program = PROGRAM }: PoolOptions): WorkerPool {
  const members = new Set<Member>();
  const waiting: Job[] = [];
  let isClosed = false;

  const start = (): Member => {
    const worker = new Worker(program, {
      workerData: settings,
      resourceLimits: { maxOldGenerationSizeMb: HEAP },
    });
    const member: Member = { worker, jobs: [] };
    members.add(member);
    let reason = 'it gave no reason';
    worker.on('message', (reply: Reply) => {
      settle(member.jobs.shift(), reply);
      assign();
    });
    worker.on('messageerror', (error) => {
      reason = messageOf(error);
      void worker.terminate();
    });
    worker.on('error', (error) => {
      reason = messageOf(error);
    });
    worker.on('exit', () => {
      members.delete(member);
      const [current, ...rest] = member.jobs;
      current?.failed(new WorkerEnded(isClosed ? 'the run has ended' : reason));
      waiting.unshift(...rest);
      assign();
    });
    return member;
  };
  /** The worker for the next task; undefined if all have enough to do. */
  const free = (): Member | undefined => {
    const [idlest] = [...members].sort((a, b) => a.jobs.length - b.jobs.length);
    if (idlest?.jobs.length !== 0 && members.size < size) return start();
    return idlest !== undefined && idlest.jobs.length < AHEAD ? idlest : undefined;
  };
  const assign = (): void => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      try {
        if (isClosed) throw new Error('the run has ended');
        const member = free();
        if (member === undefined) return void waiting.unshift(job);
        member.jobs.push(job);
        member.worker.postMessage(job.task);
      } catch (error) {
        // no thread can be started
        job.failed(new WorkerEnded(messageOf(error)));
      }
    }
  };
  return {
    run: (task) =>
      new Promise((done, failed) => {
        waiting.push({ task, done, failed });
        assign();
      }),
    close: () => {
      isClosed = true;
      for (const { worker } of members) void worker.terminate();
      assign();
    },
  };
}

const settle = (job: Job | undefined, reply: Reply): void => {
  if ('failure' in reply) job?.failed(errorOf(reply.failure));
  else job?.done(reply.result);
};
