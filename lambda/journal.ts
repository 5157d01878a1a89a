import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type ChangesMetric, type CountedMetric, FAULTS_METRIC } from '../lib/deployment/metrics.ts';
import type { DeltaSums } from '../lib/lake/changes/changes.ts';
import type { Extraction } from '../lib/lake/extraction.ts';
import { OutOfTime } from './deadline.ts';
import type { Attempt } from './process-items.ts';

/** One attempt to process a file, for an event or in a backfill. */
export interface FileAttempt extends Attempt<{ readonly outcome: string; readonly extraction?: Extraction }> {
  readonly key: string;
  /** The source bucket, if the key is a source key. */
  readonly bucket?: string;
}

/** The log lines and metrics of one invocation. */
export interface Journal {
  /** Logs a message that could not be read. */
  readonly messageRefused: (messageId: string, error: unknown) => void;
  /** Logs and counts an attempt. */
  readonly fileProcessed: (attempt: FileAttempt) => void;
  /** Counts partitions that were created. */
  readonly partitionsAdded: (count: number) => void;
  /** Counts the deltas that were written, or logs why they could not be. Not called if compaction is off. */
  readonly changesRecorded: (written: DeltaSums | { readonly error: unknown }) => void;
  /** Publishes the metrics of the invocation. */
  readonly publish: () => void;
}

/**
 * Writes one log line per file, and counts. Keys and errors are JSON fields and never part of the log message, so that
 * messages can be filtered by their text.
 *
 * @param quiet outcomes that are counted but not logged
 */
export function journal(logger: Logger, metrics: Metrics, quiet: readonly string[] = []): Journal {
  const sums: Record<CountedMetric, number> = {
    FilesRead: 0,
    FilesFailed: 0,
    FilesPutBack: 0,
    Requests: 0,
    BytesRead: 0,
    PartitionsAdded: 0,
  };
  const changes = new Map<ChangesMetric, number>();
  const faults = new Map<string, number>();
  return {
    messageRefused: (messageId, error) => {
      logger.error('message refused', { message_id: messageId, error: asError(error) });
    },
    fileProcessed: ({ key, bucket, result, error, milliseconds, requests, bytesRead }) => {
      const name = { ...(bucket !== undefined && { bucket }), key };
      const cost = { bytes_read: bytesRead, requests, milliseconds };
      sums.Requests += requests;
      sums.BytesRead += bytesRead;
      if (error instanceof OutOfTime) {
        sums.FilesPutBack++;
        logger.warn('file put back', { ...name, ...cost, error });
      } else if (result === undefined) {
        sums.FilesFailed++;
        logger.error('file failed', { ...name, ...cost, error: asError(error) });
      } else {
        const { outcome, extraction } = result;
        if (extraction?.readable) sums.FilesRead++;
        const codes = extraction?.faults.map(({ code }) => code) ?? [];
        for (const code of codes) faults.set(code, (faults.get(code) ?? 0) + 1);
        const counts = { hdus: extraction?.hdus ?? 0, cards: extraction?.cards ?? 0 };
        if (quiet.includes(outcome)) return;
        logger.info('file', { ...name, kind: outcome, ...counts, ...cost, faults: [...new Set(codes)] });
      }
    },
    partitionsAdded: (count) => {
      sums.PartitionsAdded += count;
    },
    changesRecorded: (written) => {
      const failed = 'error' in written;
      changes.set('DeltasWritten', failed ? 0 : written.deltas).set('DeltasFailed', failed ? 1 : 0);
      if (failed) logger.error('changes not recorded', { error: asError(written.error) });
      else sums.Requests += written.requests;
    },
    publish: () => {
      for (const [name, sum] of Object.entries(sums))
        metrics.addMetric(name, name === 'BytesRead' ? MetricUnit.Bytes : MetricUnit.Count, sum);
      for (const [name, sum] of changes) metrics.addMetric(name, MetricUnit.Count, sum);
      metrics.publishStoredMetrics();
      for (const [code, count] of faults)
        metrics
          .singleMetric()
          .addDimension(FAULTS_METRIC.dimension, code)
          .addMetric(FAULTS_METRIC.name, MetricUnit.Count, count);
    },
  };
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
