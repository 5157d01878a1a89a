import type { AslState } from './asl.ts';
import { COMPACTED } from './places.ts';

// The lock: an object with the ARN of the execution that runs. S3 writes it only if there is none, or if it is still the one
// that was read, so of several executions one takes it. An execution that died leaves it behind, and the next one takes over.

/** The key of the lock. */
export const LOCK = `${COMPACTED}lock`;

/** What S3 calls a condition that does not hold. */
const REFUSED = 'S3.S3Exception';

/**
 * The states that take the lock.
 *
 * @param bucket the bucket of the lake
 * @param next the state that follows with the lock
 */
export function takeLock(bucket: string, next: string): Readonly<Record<string, AslState>> {
  const lock = { Bucket: bucket, Key: LOCK };
  const put = (condition: Readonly<Record<string, string>>, refused: string): AslState => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::aws-sdk:s3:putObject',
    // the body makes the ETag that of this execution; Step Functions may write it as JSON, so it is never read
    Parameters: {
      ...lock,
      'Body.$': '$$.Execution.Id',
      Metadata: { 'holder.$': '$$.Execution.Id' },
      ...condition,
    },
    ResultPath: null,
    Catch: [{ ErrorEquals: [REFUSED], ResultPath: '$.refused', Next: refused }],
    Next: next,
  });
  return {
    'Take the lock': put({ IfNoneMatch: '*' }, 'Read the lock'),
    'Read the lock': {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:s3:headObject',
      Parameters: lock,
      ResultSelector: { 'holder.$': '$.Metadata.holder', 'etag.$': '$.ETag' },
      ResultPath: '$.lock',
      // it was released in the meantime
      Catch: [{ ErrorEquals: ['S3.NoSuchKeyException'], ResultPath: null, Next: 'Take the lock' }],
      Next: 'Look at its holder',
    },
    'Look at its holder': {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:sfn:describeExecution',
      Parameters: { 'ExecutionArn.$': '$.lock.holder' },
      ResultSelector: { 'status.$': '$.Status' },
      ResultPath: '$.holder',
      // Step Functions forgets executions after 90 days
      Catch: [{ ErrorEquals: ['Sfn.ExecutionDoesNotExistException'], ResultPath: null, Next: 'Take over' }],
      Next: 'Does it run',
    },
    'Does it run': {
      Type: 'Choice',
      Choices: [
        // the response to the first attempt was lost
        { Variable: '$.lock.holder', StringEqualsPath: '$$.Execution.Id', Next: next },
        { Variable: '$.holder.status', StringEquals: 'RUNNING', Next: 'Another run is at work' },
      ],
      Default: 'Take over',
    },
    'Take over': {
      ...put({ 'IfMatch.$': '$.lock.etag' }, 'Another run is at work'),
    },
    'Another run is at work': { Type: 'Succeed' },
  };
}

/** The state that releases the lock. */
export const releaseLock = (bucket: string, more: Readonly<Record<string, unknown>>): AslState => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::aws-sdk:s3:deleteObject',
  Parameters: { Bucket: bucket, Key: LOCK },
  ResultPath: null,
  ...more,
});
