import { Duration } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { type LakeFunctionProps, lakeFunction } from './lake-function.ts';

/** The function that reads the headers of what the queue names, and writes the lake. */
export class HeaderExtractor extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: LakeFunctionProps) {
    super(scope, id);
    const made = lakeFunction(
      this,
      {
        handler: 'header-extractor.ts',
        description: 'Reads header blocks of FITS files into the lake',
        // what it has moved from an old place
        lakeActions: ['s3:DeleteObject'],
      },
      props,
    );
    this.function = made.function;
    this.role = made.role;
    this.function.addEventSource(
      new SqsEventSource(props.queue, {
        batchSize: 100,
        maxBatchingWindow: Duration.seconds(1),
        maxConcurrency: props.settings.maxConcurrency,
        reportBatchItemFailures: true,
      }),
    );
  }
}
