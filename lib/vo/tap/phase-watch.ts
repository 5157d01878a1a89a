import { isOpen, type Job, type Phase } from './job.ts';

/** Changes the phases of jobs, and lets clients wait for that. */
export interface PhaseWatch {
  set(job: Job, phase: Phase): void;
  /** Waits until a job is in another phase, or some seconds have passed; -1 stands for as long as possible. */
  wait(job: Job, seconds: number, signal: AbortSignal): Promise<void>;
}

/** The most seconds that a client can wait. */
const LONGEST = 60;

export function phaseWatch(): PhaseWatch {
  const watchers = new Set<() => void>();
  return {
    set: (job, phase) => {
      job.phase = phase;
      if (!isOpen(job)) job.ended ??= new Date();
      for (const look of [...watchers]) look();
    },
    wait: (job, seconds, signal) => {
      const { phase } = job;
      const longest = seconds < 0 ? LONGEST : Math.min(seconds, LONGEST);
      if (longest === 0 || !isOpen(job)) return Promise.resolve();
      return new Promise((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          watchers.delete(look);
          signal.removeEventListener('abort', end);
          resolve();
        };
        const look = (): void => {
          if (job.phase !== phase) end();
        };
        const timer = setTimeout(end, longest * 1000);
        watchers.add(look);
        signal.addEventListener('abort', end);
      });
    },
  };
}
