import { messageOf } from '../../stores/file-problem.ts';
import { EXIT, type ExitCode, UsageError } from '../errors.ts';
import { printError } from './colour.ts';
import { Interrupted } from './interrupt.ts';
import { BrokenPipe } from './stream.ts';

/** Runs a verb whose exit code 1 is an answer, as in diff(1) and grep(1): after a failure, it is 2. */
export async function withTrouble(work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BrokenPipe || error instanceof Interrupted || error instanceof UsageError)
      throw error;
    printError(messageOf(error));
    return EXIT.usage;
  }
}
