import { rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Service } from '../service-options.ts';
import { VoError } from '../vo-error.ts';
import type { Job, JobResult } from './job.ts';
import { answerQuery, formatOf } from './query.ts';

const resultPath = ({ folder }: Service, { id }: Job): string => join(folder, id);

/** Removes the result of a job, if it has one. */
export const removeResult = (service: Service, job: Job): void =>
  rmSync(resultPath(service, job), { force: true });

/** Only this user may read results. */
const PRIVATE = 0o600;

/**
 * Runs the query of a job and writes its answer into a file.
 *
 * @throws VoError if the result is too large, and what {@link answerQuery} throws
 */
export async function writeResult(service: Service, job: Job, signal: AbortSignal): Promise<JobResult> {
  const { limits, base } = service;
  const format = formatOf(job.parameters);
  const timeoutMs = job.seconds * 1000;
  const answer = await answerQuery(service, job.parameters, { signal, timeoutMs });
  const path = resultPath(service, job);
  const file = await open(path, 'wx', PRIVATE);
  let bytes = 0;
  try {
    for await (const text of format.write(answer, base)) {
      signal.throwIfAborted();
      bytes += Buffer.byteLength(text);
      if (bytes > limits.resultBytes)
        throw new VoError(
          `the result has more than ${limits.resultBytes} bytes; ask for fewer rows or columns`,
        );
      await file.writeFile(text);
    }
  } finally {
    await file.close();
  }
  return { file: path, type: format.type, bytes };
}
