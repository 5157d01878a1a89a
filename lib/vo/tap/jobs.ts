import { randomBytes } from 'node:crypto';
import { mergedParameters, type Parameters } from '../parameters.ts';
import type { Service } from '../service-options.ts';
import { VoError } from '../vo-error.ts';
import { isActive, isOpen, type Job } from './job.ts';
import { removeResult } from './job-result.ts';
import { jobRunner } from './job-runner.ts';
import { type PhaseWatch, phaseWatch } from './phase-watch.ts';

// Jobs: queries that run while nobody waits. Source: UWS 1.1 (https://www.ivoa.net/documents/UWS/20161024/).

/** All jobs of a service. */
export interface Jobs extends Pick<PhaseWatch, 'wait'> {
  /** @throws VoError if there is no such job */
  get(id: string): Job;
  /** @throws VoError if there are too many jobs */
  create(parameters: Parameters): Job;
  /** Changes the parameters of a job that has not been started. Throws VoError if they are too large. */
  change(job: Job, parameters: Parameters): void;
  /** @throws VoError if it has been started before */
  start(job: Job): void;
  abort(job: Job): void;
  remove(job: Job): void;
  /** Sets when a job is removed, as far as that is allowed. */
  keepUntil(job: Job, destruction: Date): void;
}

/** The jobs of a service: none, at first. */
export function openJobs(service: Service): Jobs {
  const { limits } = service;
  const jobs = new Map<string, Job>();
  const timers = new Map<Job, NodeJS.Timeout>();
  const phases = phaseWatch();
  const runner = jobRunner(service, phases, (job) => {
    for (const old of tooLarge([...jobs.values()], job, limits.allResultBytes)) remove(old);
  });
  const abort = (job: Job): void => {
    if (!isOpen(job)) return;
    phases.set(job, 'ABORTED');
    runner.stop(job);
  };
  const remove = (job: Job): void => {
    clearTimeout(timers.get(job));
    timers.delete(job);
    jobs.delete(job.id);
    abort(job);
    removeResult(service, job);
  };
  const keepUntil = (job: Job, destruction: Date): void => {
    const latest = job.created.getTime() + limits.mostKeptSeconds * 1000;
    job.destruction = new Date(Math.min(destruction.getTime(), latest));
    clearTimeout(timers.get(job));
    const timer = setTimeout(remove, Math.max(0, job.destruction.getTime() - Date.now()), job);
    timers.set(job, timer.unref());
  };
  return {
    ...{ abort, remove, keepUntil, wait: phases.wait },
    get: (id) => {
      const job = jobs.get(id);
      if (job === undefined) throw new VoError(`there is no job ${JSON.stringify(id)}`, 404);
      return job;
    },
    create: (parameters) => {
      // no other job has to go for one that is refused anyway
      if (parameters.bytes > limits.waitingBytes) throw new VoError('the parameters are too large', 503);
      while (jobs.size >= limits.jobs || bytesOf(jobs) + parameters.bytes > limits.waitingBytes) {
        const oldest = [...jobs.values()].find((job) => !isActive(job));
        if (oldest === undefined) throw new VoError('there are too many jobs', 503);
        remove(oldest);
      }
      const job = newJob(parameters, limits.seconds);
      jobs.set(job.id, job);
      keepUntil(job, new Date(job.created.getTime() + limits.keptSeconds * 1000));
      return job;
    },
    change: (job, parameters) => {
      if (bytesOf(jobs) + parameters.bytes > limits.waitingBytes)
        throw new VoError('the parameters of all jobs are too large', 503);
      job.parameters = mergedParameters(job.parameters, parameters);
    },
    start: (job) => {
      if (job.phase !== 'PENDING') throw new VoError(`the job is ${job.phase}, and cannot be started again`);
      runner.queue(job);
    },
  };
}

const bytesOf = (jobs: ReadonlyMap<string, Job>): number =>
  [...jobs.values()].reduce((sum, { parameters }) => sum + parameters.bytes, 0);

/** Bytes of chance in the id of a job, which is all that keeps others from it. */
const ID_BYTES = 20;

function newJob(parameters: Parameters, seconds: number): Job {
  const created = new Date();
  return {
    ...{
      id: randomBytes(ID_BYTES).toString('hex'),
      created,
      parameters,
      phase: 'PENDING',
      seconds,
      destruction: created,
    },
    ...{ started: undefined, ended: undefined, error: undefined, result: undefined },
  };
}

/** The oldest jobs whose results have to go, so that all of them together are small enough. */
function tooLarge(jobs: readonly Job[], newest: Job, bytes: number): Job[] {
  const removed: Job[] = [];
  let sum = jobs.reduce((total, { result }) => total + (result?.bytes ?? 0), 0);
  for (const job of jobs) {
    if (sum <= bytes) break;
    if (job === newest || job.result === undefined) continue;
    sum -= job.result.bytes;
    removed.push(job);
  }
  return removed;
}
