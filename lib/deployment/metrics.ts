/** The CloudWatch namespace of the metrics that the functions count. */
export const METRICS_NAMESPACE = 'fits-datalake';

/** The dimension of every metric: the name of the stack. Powertools fills it in. */
export const STACK_DIMENSION = 'service';

/** The metrics that the functions publish after every call. */
export const COUNTED_METRICS = [
  'FilesRead',
  'FilesFailed',
  'FilesPutBack',
  'Requests',
  'BytesRead',
  'PartitionsAdded',
] as const;

/** The name of such a metric. */
export type CountedMetric = (typeof COUNTED_METRICS)[number];

/** The metrics that the functions publish in addition if `compaction` is on: calls whose changes could not be recorded. */
export const CHANGES_METRICS = ['DeltasWritten', 'DeltasFailed'] as const;

/** The name of such a metric. */
export type ChangesMetric = (typeof CHANGES_METRICS)[number];

/** Faults are counted by their code. */
export const FAULTS_METRIC = { name: 'Faults', dimension: 'code' } as const;
