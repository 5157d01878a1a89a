import { SUFFIXES } from '../../lake/suffixes.ts';
import type { Swept } from '../../lake/sweep-one.ts';
import { fileProblem } from '../../stores/file-problem.ts';
import { StoreFailure } from '../../stores/store.ts';
import { printable } from '../output.ts';
import { bytes, count } from '../progress.ts';
import { s3Problem } from '../s3/problem.ts';

/** What an ingest did. */
export interface Report {
  /** Files that are there now. */
  files: number;
  new: number;
  changed: number;
  unchanged: number;
  removed: number;
  /** Files that the lake names faults of, read in this run or before. */
  faulty: number;
  /** Files that could not be read: the lake holds of them what it held before. */
  failed: number;
  /** HDUs and header cards that were read. */
  hdus: number;
  cards: number;
  bytesRead: number;
  requests: number;
  /** Bytes of the files that were read. */
  bytesThere: number;
  seconds: number;
  /** Why files are faulty, of those read in this run. */
  faults: { readonly file: string; readonly code: string; readonly reason: string }[];
  failures: { readonly file: string; readonly reason: string }[];
  interrupted: boolean;
}

export const emptyReport = (): Report => ({
  files: 0,
  new: 0,
  changed: 0,
  unchanged: 0,
  removed: 0,
  faulty: 0,
  failed: 0,
  hdus: 0,
  cards: 0,
  bytesRead: 0,
  requests: 0,
  bytesThere: 0,
  seconds: 0,
  faults: [],
  failures: [],
  interrupted: false,
});

/** Notes a file or folder that could not be read. */
export function addFailure(report: Report, file: string, reason: string): void {
  report.failed++;
  report.failures.push({ file, reason });
}

/** Notes, before all others, that a bucket was not looked after to its end. */
export function addUnfinished(report: Report, where: string, reason: string): void {
  report.failed++;
  report.failures.unshift({ file: where, reason });
}

/**
 * Counts what became of one file.
 *
 * @param where what stands before its key: `/folder/`, `s3://bucket/`
 */
export function addSwept(report: Report, where: string, swept: Swept): void {
  const file = where + swept.key;
  report[swept.kind]++;
  if (swept.kind !== 'removed') report.files++;
  if (swept.faulty) report.faulty++;
  if (swept.kind === 'failed') report.failures.push({ file, reason: reasonOf(swept.error) });
  const { extraction } = swept;
  if (extraction === undefined) return;
  report.hdus += extraction.hdus;
  report.cards += extraction.cards;
  report.bytesRead += extraction.bytesRead;
  report.requests += extraction.requests;
  report.bytesThere += extraction.head.size;
  for (const { code, reason } of extraction.faults) report.faults.push({ file, code, reason });
}

/** Why a file could not be read; it is named already. */
function reasonOf(error: unknown): string {
  if (!(error instanceof StoreFailure)) return error instanceof Error ? error.message : String(error);
  return error.where.startsWith('s3://') ? s3Problem(error).text : fileProblem(error.cause);
}

/** Faults that are told one by one; the rest is there to be asked for. */
const MOST_TOLD = 20;

const PLAIN_SUFFIXES = SUFFIXES.filter((suffix) => suffix.lastIndexOf('.') === 0);

/** The report for people. */
export function reportText(report: Report, lake: string): string {
  const read = report.new + report.changed;
  const lines = [
    `${count(report.files)} ${report.files === 1 ? 'file' : 'files'}: ${count(report.new)} new, ${count(report.changed)} changed, ` +
      `${count(report.unchanged)} unchanged, ${count(report.removed)} removed; ${count(report.faulty)} faulty` +
      (report.failed > 0 ? `, ${count(report.failed)} failed` : ''),
  ];
  if (read > 0) {
    lines.push(
      `read ${count(report.hdus)} HDUs with ${count(report.cards)} cards: ${bytes(report.bytesRead)} of the ` +
        `${bytes(report.bytesThere)} there, in ${count(report.requests)} reads`,
    );
  }
  lines.push(`lake ${printable(lake)}, ${report.seconds.toFixed(1)} s`);
  if (report.interrupted) lines.push('interrupted: the lake is sound; run the same command again to go on');
  if (report.files + report.removed + report.failed === 0)
    lines.push(`no FITS file was found: ${PLAIN_SUFFIXES.join(' ')}, also packed`);
  const known = report.faulty - new Set(report.faults.map(({ file }) => file)).size;
  const faults = report.faults.map(({ file, code, reason }) => `  faulty: ${file}: ${code}: ${reason}`);
  lines.push(...told(faults, 'fits-datalake query --named faulty'));
  if (known > 0) lines.push(`  ${count(known)} of the unchanged files are faulty: fits-datalake status`);
  const failures = report.failures.map(({ file, reason }) => `  failed: ${file}: ${reason}`);
  lines.push(...told(failures, 'ingest --json names them all'));
  return `${lines.join('\n')}\n`;
}

function told(lines: readonly string[], more: string): string[] {
  const shown = lines.slice(0, MOST_TOLD).map(printable);
  const rest = lines.length - shown.length;
  return rest > 0 ? [...shown, `  and ${count(rest)} more: ${more}`] : shown;
}
