import { synthesized } from './synthesized.ts';

/** A queue of the stack, and the event source mapping that reads it. */
export interface DeclaredQueue {
  /** The visibility timeout in seconds. */
  readonly visibility: number;
  readonly maxReceives: number;
  readonly batchSize: number;
  readonly concurrency: number;
}

/** Reads the queues of the header extractor, and its timeout in seconds, from the template of the stack. */
export function declaredQueues(): {
  readonly queue: DeclaredQueue;
  readonly retries: DeclaredQueue;
  readonly timeout: number;
} {
  const stack = synthesized();
  const queueAt = (path: string): DeclaredQueue => {
    const resource = stack.of('AWS::SQS::Queue').find((candidate) => candidate.path === path);
    const { VisibilityTimeout = 30, RedrivePolicy } = (resource?.Properties ?? {}) as {
      readonly VisibilityTimeout?: number;
      readonly RedrivePolicy?: { readonly maxReceiveCount: number };
    };
    const source = stack
      .of('AWS::Lambda::EventSourceMapping')
      .find(({ Properties }) => JSON.stringify(Properties['EventSourceArn']).includes(`"${resource?.id}"`));
    const { BatchSize = 0, ScalingConfig } = (source?.Properties ?? {}) as {
      readonly BatchSize?: number;
      readonly ScalingConfig?: { readonly MaximumConcurrency: number };
    };
    return {
      visibility: VisibilityTimeout,
      maxReceives: RedrivePolicy?.maxReceiveCount ?? 0,
      batchSize: BatchSize,
      concurrency: ScalingConfig?.MaximumConcurrency ?? 0,
    };
  };
  const extractor = stack.of('AWS::Lambda::Function').find(({ path }) => path === 'HeaderExtractor/Function');
  return {
    queue: queueAt('SourceEvents/Queue'),
    retries: queueAt('SourceEvents/Retries'),
    timeout: Number(extractor?.Properties['Timeout']),
  };
}
