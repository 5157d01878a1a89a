/** Bytes of a gigabyte in the prices of storage and logs. */
const GB = 1e9;

/** Bytes of a terabyte in the price of Athena. */
const ATHENA_TB = 1024 ** 4;

/**
 * US dollars for one unit each: list prices of us-east-1 in 2026, without free tiers.
 *
 * Source: aws.amazon.com/{s3,eventbridge,sqs,lambda,step-functions,cloudwatch,athena,glue}/pricing.
 */
export const PRICE = {
  s3List: 0.005 / 1000,
  s3Put: 0.005 / 1000,
  s3Get: 0.0004 / 1000,
  s3ByteMonth: 0.023 / GB,
  event: 1 / 1e6,
  sqsRequest: 0.4 / 1e6,
  lambdaGbSecond: 0.0000133334,
  lambdaRequest: 0.2 / 1e6,
  /** One state transition of a state machine: a Distributed Map makes one per batch. */
  transition: 0.025 / 1000,
  expressRequest: 1 / 1e6,
  expressGbSecond: 0.00001667,
  logByte: 0.5 / GB,
  metricMonth: 0.3,
  alarmMonth: 0.1,
  athenaByte: 5 / ATHENA_TB,
  glueDpuHour: 0.44,
} as const;

/** Bytes that Athena bills for a query that scans fewer. */
export const ATHENA_LEAST_BYTES = 10 * 1024 ** 2;
