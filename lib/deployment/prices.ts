// What AWS charges, in one place. The pages of AWS write their tables with scripts, and change without notice: each
// price says on which page it is, and who quoted that page when.

/** Bytes of a gigabyte in the prices of storage and logs. */
const GB = 1e9;

/** Bytes of a terabyte in the price of Athena. */
const ATHENA_TB = 1024 ** 4;

/** A price page of AWS. */
export interface PricePage {
  readonly page: string;
  /** The month of the newest dated quotation of the page that agrees with these prices. */
  readonly asOf: string;
  readonly quotedBy: string;
}

const pageOf = (service: string, asOf: string, quotedBy: string): PricePage => ({
  page: `https://aws.amazon.com/${service}/pricing/`,
  ...{ asOf, quotedBy: `https://${quotedBy}` },
});

const S3 = pageOf('s3', '2026-03', 'cloudburn.io/blog/amazon-s3-pricing');
const S3_REQUESTS = pageOf('s3', '2020-10', 'athena.guide/articles/athena-basics-pricing-model');
const EVENTBRIDGE = pageOf('eventbridge', '2026-03', 'cloudburn.io/blog/amazon-eventbridge-pricing');
const SQS = pageOf('sqs', '2026-03', 'cloudburn.io/blog/amazon-sqs-pricing');
const LAMBDA = pageOf('lambda', '2026-03', 'wring.co/blog/aws-lambda-pricing-guide');
const STEP_FUNCTIONS = pageOf('step-functions', '2026-03', 'wring.co/blog/aws-step-functions-pricing-guide');
const METRICS = pageOf('cloudwatch', '2026-02', 'signoz.io/guides/cloudwatch-pricing');
const LOGS = pageOf(
  'cloudwatch',
  '2026-06',
  'www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/',
);
const ATHENA = pageOf('athena', '2020-10', 'athena.guide/articles/athena-basics-pricing-model');
const GLUE = pageOf('glue', '2026-05', 'awsnegotiations.com/glue-job-cost-optimization.html');

/** What AWS charges for something. */
export interface Price extends PricePage {
  /** US dollars for `per` units. */
  readonly dollars: number;
  readonly per: number;
  readonly unit: string;
}

const price = (dollars: number, per: number, unit: string, page: PricePage): Price => ({
  ...{ dollars, per, unit },
  ...page,
});

/** All prices, by what they are for: list prices of us-east-1, without free tiers. */
export const PRICES = {
  s3List: price(0.005, 1000, 'LIST requests', S3_REQUESTS),
  s3Put: price(0.005, 1000, 'PUT requests', S3_REQUESTS),
  s3Get: price(0.0004, 1000, 'GET and HEAD requests', S3_REQUESTS),
  s3ByteMonth: price(0.023, GB, 'bytes stored for a month', S3),
  /** The page calls the events of S3 opt-in data events; other events of AWS cost nothing. */
  event: price(1, 1e6, 'events of S3', EVENTBRIDGE),
  sqsRequest: price(0.4, 1e6, 'requests to SQS', SQS),
  lambdaGbSecond: price(0.0000133334, 1, 'GB-second on Arm', LAMBDA),
  lambdaX86GbSecond: price(0.0000166667, 1, 'GB-second on x86', LAMBDA),
  lambdaRequest: price(0.2, 1e6, 'calls of functions', LAMBDA),
  /** One state transition of a state machine: a Distributed Map makes one per batch. */
  transition: price(0.025, 1000, 'state transitions', STEP_FUNCTIONS),
  expressRequest: price(1, 1e6, 'Express executions', STEP_FUNCTIONS),
  expressGbSecond: price(0.00001667, 1, 'GB-second of Express executions', STEP_FUNCTIONS),
  logByte: price(0.5, GB, 'bytes of log', LOGS),
  metricMonth: price(0.3, 1, 'metric for a month', METRICS),
  alarmMonth: price(0.1, 1, 'alarm for a month', METRICS),
  athenaByte: price(5, ATHENA_TB, 'bytes scanned', ATHENA),
  glueDpuHour: price(0.44, 1, 'DPU-hour of a crawler', GLUE),
  catalogObjectMonth: price(
    1,
    100_000,
    'objects of the Data Catalog for a month, above the first million',
    GLUE,
  ),
} as const satisfies Readonly<Record<string, Price>>;

/** What a price is for. */
export type Priced = keyof typeof PRICES;

/** US dollars for one unit each. */
export const PRICE = Object.fromEntries(
  Object.entries(PRICES).map(([name, { dollars, per }]) => [name, dollars / per]),
) as Readonly<Record<Priced, number>>;

/** Bytes that Athena bills for a query that scans fewer. */
export const ATHENA_LEAST_BYTES = 10 * 1024 ** 2;

/** Objects of the Data Catalog that cost nothing. */
export const FREE_CATALOG_OBJECTS = 1e6;
