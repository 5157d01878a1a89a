/**
 * Dollars at list prices of us-east-1, without free tiers, as of 2026:
 * aws.amazon.com/{s3,eventbridge,sqs,lambda,step-functions,cloudwatch,athena,glue}/pricing.
 */
export const PRICE = {
  s3List: 0.005 / 1000,
  s3Put: 0.005 / 1000,
  s3Get: 0.0004 / 1000,
  s3GbMonth: 0.023,
  event: 1 / 1e6,
  sqsRequest: 0.4 / 1e6,
  lambdaGbSecond: 0.0000133334,
  lambdaRequest: 0.2 / 1e6,
  /** Of a state machine: one for each batch of a Distributed Map. */
  transition: 0.025 / 1000,
  expressRequest: 1 / 1e6,
  expressGbSecond: 0.00001667,
  logGb: 0.5,
  metricMonth: 0.3,
  alarmMonth: 0.1,
  athenaTb: 5,
  glueDpuHour: 0.44,
} as const;
