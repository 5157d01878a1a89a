import type { Parameters } from '../parameters.ts';

/** The phase of a job. */
export type Phase = 'PENDING' | 'QUEUED' | 'EXECUTING' | 'COMPLETED' | 'ERROR' | 'ABORTED';

/** A job. */
export interface Job {
  readonly id: string;
  readonly created: Date;
  parameters: Parameters;
  phase: Phase;
  started: Date | undefined;
  ended: Date | undefined;
  /** The seconds that it may run. */
  seconds: number;
  /** When it is removed. */
  destruction: Date;
  /** What went wrong. */
  error: string | undefined;
  result: JobResult | undefined;
}

/** The result of a job. */
export interface JobResult {
  readonly file: string;
  readonly type: string;
  readonly bytes: number;
}

/** Whether a job waits for its turn, or runs. */
export const isActive = ({ phase }: Job): boolean => phase === 'QUEUED' || phase === 'EXECUTING';

/** Whether the phase of a job can still change. */
export const isOpen = (job: Job): boolean => job.phase === 'PENDING' || isActive(job);
