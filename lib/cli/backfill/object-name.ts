import type { ReportedObject } from '../../lake/batch-report.ts';

/**
 * The name of an object in the report of a run: its key. If the run has a list of sources, the name of a source file is its
 * address.
 */
export const objectName = ({ bucket, key }: Pick<ReportedObject, 'bucket' | 'key'>): string =>
  bucket === undefined ? key : `s3://${bucket}/${key}`;
