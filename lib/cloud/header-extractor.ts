import { Duration } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type LakeFunctionProps, lakeFunction } from './lake-function.ts';

/** The parts of the stack that the header extractor uses. */
export interface HeaderExtractorProps extends LakeFunctionProps {
  readonly queue: IQueue;
  /** The retry queue, whose messages are processed one at a time. */
  readonly retries: IQueue;
}

/** The function that syncs the keys that events name: it reads the files' headers and writes them to the lake. */
export class HeaderExtractor extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: HeaderExtractorProps) {
    super(scope, id);
    const extractor = lakeFunction(
      this,
      {
        handler: 'header-extractor.ts',
        description: 'Reads the headers of new and changed FITS files into the lake',
        // it deletes lake objects after moving them from a place that an older release chose
        lakeActions: ['s3:DeleteObject'],
      },
      props,
    );
    this.function = extractor.function;
    this.role = extractor.role;
    const common = { maxConcurrency: props.settings.maxConcurrency, reportBatchItemFailures: true };
    this.function.addEventSource(
      new SqsEventSource(props.queue, { ...common, batchSize: 100, maxBatchingWindow: Duration.seconds(1) }),
    );
    // one at a time: a file that crashes the process harms no other, and a slow file has the whole time limit to itself
    this.function.addEventSource(new SqsEventSource(props.retries, { ...common, batchSize: 1 }));
  }
}
