// The report of a run as JSON: backfill --json.

import type { BackfillReport } from './report.ts';

/** The facts about the run itself that its report contains. */
export interface RunFacts {
  readonly stack: string;
  /** The source bucket, and what the source keys of the run begin with, if the stack has one source. */
  readonly bucket?: string;
  readonly prefix?: string;
  /** What the run covered, as `s3://...`, if the stack has a list of sources. The names of files are then addresses. */
  readonly sources?: readonly string[];
  /** The bucket whose rows were deleted, if the run did only that. */
  readonly forget?: string;
  readonly force: boolean;
  /** Whether the run only went through the changes. */
  readonly changes?: true;
  readonly started: Date;
  readonly seconds: number;
  /** Places in which the run found no object, as `s3://...` */
  readonly nothingBelow: readonly string[];
  /** The manifests of the results, as `s3://...` */
  readonly results: readonly string[];
}

/** The report as JSON. Programs rely on the names of the fields. */
export function reportFacts(report: BackfillReport, { results, ...run }: RunFacts) {
  const { files, counts, faulty, requests, bytesRead, keys, faults, failures, untold } = report;
  const { checked } = report;
  return {
    ...run,
    files,
    ...counts,
    faulty,
    requests,
    bytesRead,
    checked,
    keys,
    faults: [...faults].map(([key, codes]) => ({ key, ...(codes && { codes }) })),
    failures: [...failures].map(([key, reason]) => ({ key, reason })),
    untold,
    results,
  };
}
