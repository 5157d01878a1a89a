import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { functionContext } from './function-context.ts';
import { runInvocation } from './invocation.ts';
import { syncMessages } from './message-batch.ts';

// once per container
const container = functionContext(process.env);

/** The header extractor: syncs the keys that messages name, and returns the messages to be retried. */
export function handler({ Records }: SQSEvent, lambda: Context): Promise<SQSBatchResponse> {
  return runInvocation(container, lambda, {}, ({ context, signal, journal }) =>
    syncMessages(Records, context, signal, journal),
  );
}
