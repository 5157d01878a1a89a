import { failureOf } from '../failure.ts';
import { parametersFrom } from '../parameters.ts';
import type { Service } from '../service-options.ts';
import type { Job } from './job.ts';
import { removeResult, writeResult } from './job-result.ts';
import type { PhaseWatch } from './phase-watch.ts';

/** Runs jobs, a few at the same time. */
export interface JobRunner {
  /** Runs a job when it is its turn. */
  queue(job: Job): void;
  /** Ends a job that runs or waits. */
  stop(job: Job): void;
}

/** @param onResult called before a job is completed */
export function jobRunner(service: Service, phases: PhaseWatch, onResult: (job: Job) => void): JobRunner {
  const queue = new Set<Job>();
  const running = new Map<Job, AbortController>();
  const run = async (job: Job): Promise<void> => {
    const controller = new AbortController();
    running.set(job, controller);
    job.started = new Date();
    phases.set(job, 'EXECUTING');
    try {
      const signals = [controller.signal, ...(service.signal ? [service.signal] : [])];
      job.result = await writeResult(service, job, AbortSignal.any(signals));
      onResult(job);
      if (job.phase === 'EXECUTING') phases.set(job, 'COMPLETED');
    } catch (error) {
      // a job that was stopped has its phase already
      if (job.phase === 'EXECUTING') {
        job.error = failureOf(error, service).message;
        phases.set(job, 'ERROR');
      }
      removeResult(service, job);
    } finally {
      running.delete(job);
      // uploaded tables are not needed any more
      job.parameters = parametersFrom(job.parameters.entries);
    }
  };
  const next = (): void => {
    const [job] = queue;
    if (job === undefined || running.size >= service.limits.running) return;
    queue.delete(job);
    void run(job).finally(next);
  };
  return {
    queue: (job) => {
      phases.set(job, 'QUEUED');
      queue.add(job);
      next();
    },
    stop: (job) => {
      queue.delete(job);
      running.get(job)?.abort();
    },
  };
}
