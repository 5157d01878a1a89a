import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type CountedMetric, FAULTS_METRIC } from '../lib/deployment/metrics.ts';
import type { Extraction } from '../lib/lake/extraction.ts';
import { OutOfTime } from './deadline.ts';
import type { Done } from './in-turns.ts';

/** What became of one file, by an event or a backfill. */
export interface LookedAt extends Done<{ readonly outcome: string; readonly extraction?: Extraction }> {
  readonly key: string;
}

export interface Journal {
  readonly refused: (messageId: string, error: unknown) => void;
  readonly looked: (looked: LookedAt) => void;
  /** Counts partitions that were created. */
  readonly partitionsAdded: (count: number) => void;
  /** Publishes the numbers of this invocation. */
  readonly publish: () => void;
}

/**
 * Writes a line of the log for each file, and counts. Keys and errors go into JSON fields, never into text.
 *
 * @param quiet of what becomes of a file there is no line
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
  const faults = new Map<string, number>();
  return {
    refused: (messageId, error) => {
      logger.error('message refused', { message_id: messageId, error: asError(error) });
    },
    looked: ({ key, outcome, error, milliseconds, requests, bytesRead }) => {
      const spent = { bytes_read: bytesRead, requests, milliseconds };
      sums.Requests += requests;
      sums.BytesRead += bytesRead;
      if (error instanceof OutOfTime) {
        sums.FilesPutBack++;
        logger.warn('file put back', { key, ...spent, error });
      } else if (outcome === undefined) {
        sums.FilesFailed++;
        logger.error('file failed', { key, ...spent, error: asError(error) });
      } else {
        const { outcome: kind, extraction } = outcome;
        if (extraction?.readable) sums.FilesRead++;
        const codes = extraction?.faults.map(({ code }) => code) ?? [];
        for (const code of codes) faults.set(code, (faults.get(code) ?? 0) + 1);
        const found = { hdus: extraction?.hdus ?? 0, cards: extraction?.cards ?? 0 };
        if (quiet.includes(kind)) return;
        logger.info('file', { key, kind, ...found, ...spent, faults: [...new Set(codes)] });
      }
    },
    partitionsAdded: (count) => {
      sums.PartitionsAdded += count;
    },
    publish: () => {
      for (const [name, sum] of Object.entries(sums))
        metrics.addMetric(name, name === 'BytesRead' ? MetricUnit.Bytes : MetricUnit.Count, sum);
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
