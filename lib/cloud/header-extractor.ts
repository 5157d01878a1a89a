import { Duration } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type LakeFunctionProps, lakeFunction } from './lake-function.ts';

export interface HeaderExtractorProps extends LakeFunctionProps {
  readonly queue: IQueue;
  /** Messages that are processed one at a time. */
  readonly retries: IQueue;
}

/** The function that reads the headers of the files that the queues name, and writes the lake. */
export class HeaderExtractor extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: HeaderExtractorProps) {
    super(scope, id);
    const made = lakeFunction(
      this,
      {
        handler: 'header-extractor.ts',
        description: 'Reads header blocks of FITS files into the lake',
        // objects that it has moved from an old place
        lakeActions: ['s3:DeleteObject'],
      },
      props,
    );
    this.function = made.function;
    this.role = made.role;
    const how = { maxConcurrency: props.settings.maxConcurrency, reportBatchItemFailures: true };
    this.function.addEventSource(
      new SqsEventSource(props.queue, { ...how, batchSize: 100, maxBatchingWindow: Duration.seconds(1) }),
    );
    // alone: a file that crashes the process affects no others, and a slow one has all the time
    this.function.addEventSource(new SqsEventSource(props.retries, { ...how, batchSize: 1 }));
  }
}
