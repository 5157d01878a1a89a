// The report of an ingest as text.

import { derivedText } from '../terminal/derived-text.ts';
import { printable } from '../terminal/output.ts';
import { shellQuoted } from '../terminal/shell.ts';
import { exampleOf, skippedText, suffixText, suffixWords } from '../terminal/suffix-text.ts';
import { bytesOf, count, counted } from '../terminal/words.ts';
import type { IngestReport } from './report.ts';

/** At most this many faults, failures and skipped paths are listed, each; the rest are counted. */
const MOST_LISTED = 20;

/** Longer paths are shortened to about this many characters. */
const LONGEST_PATH = 300;

/**
 * The report as text.
 *
 * @param lake the lake's folder
 * @param suffixes the suffixes that files were selected by
 */
export function reportText(report: IngestReport, lake: string, suffixes: readonly string[]): string {
  const lines = [
    `${counted(report.files, 'file')}: ${count(report.new)} new, ${count(report.changed)} changed, ` +
      `${count(report.unchanged)} unchanged, ${count(report.removed)} removed; ${count(report.faulty)} faulty` +
      (report.failed > 0 ? `, ${count(report.failed)} failed` : ''),
  ];
  if (report.requests > 0) {
    lines.push(
      `read ${bytesOf(report.bytesRead, report.bytesThere)} in ${counted(report.requests, 'request')}: ` +
        `${counted(report.hdus, 'HDU')} with ${counted(report.cards, 'card')}`,
    );
  }
  if (report.derived > 0) lines.push(derivedText(report.derived));
  if (report.moved > 0) {
    const objects = report.moved === 1 ? 'lake object moved to its' : 'lake objects moved to their';
    lines.push(`${count(report.moved)} ${objects} new place`);
  }
  lines.push(...skippedLines(report));
  lines.push(`lake ${printable(lake)}, ${report.seconds.toFixed(1)} s`);
  if (report.interrupted)
    lines.push('interrupted: the lake is consistent; run the same command again to continue');
  if (report.files + report.removed + report.failed === 0)
    lines.push(`no FITS files were found with the suffixes ${suffixWords(suffixes)}`);
  const inLake = `--lake ${shellQuoted(lake)}`;
  const unchanged = report.faulty - new Set(report.faults.map(({ file }) => file)).size;
  const faults = report.faults.map(({ file, code, reason }) => `  faulty: ${file}: ${code}: ${reason}`);
  lines.push(...listed(faults, `fits-datalake query ${inLake} --named faulty`));
  if (unchanged > 0)
    lines.push(
      `  ${count(unchanged)} of the unchanged files ${unchanged === 1 ? 'is' : 'are'} faulty; to list all faulty files: fits-datalake status ${inLake}`,
    );
  const failures = report.failures.map(({ file, reason }) => `  failed: ${file}: ${reason}`);
  lines.push(...listed(failures, 'ingest --json lists them all'));
  const paths = report.skippedPaths.map(({ path, reason }) => `  skipped: ${shortened(path)}: ${reason}`);
  lines.push(...listed(paths, 'ingest --json lists them all'));
  return `${lines.join('\n')}\n`;
}

/** Counts of files that were skipped or are not FITS, and of links that were not followed. */
function skippedLines({ skipped, notFits, foldersElsewhere: elsewhere }: IngestReport): string[] {
  const lines: string[] = [];
  if (skipped.files > 0 && notFits === undefined) {
    const example = exampleOf(skipped);
    const more = example === undefined ? '' : `--suffix ${example} adds a suffix, `;
    lines.push(
      skippedText(skipped, 'file'),
      `  ${more}--sniff opens every other file and reads those that are FITS`,
    );
  } else if (skipped.files > 0) {
    lines.push(
      `${counted(skipped.files, 'file')} skipped because they are archived or were changing: ${suffixText(skipped)}`,
    );
  }
  if (notFits !== undefined && notFits.files > 0)
    lines.push(`${counted(notFits.files, 'file')} opened and found not to be FITS: ${suffixText(notFits)}`);
  if (elsewhere > 0)
    lines.push(
      `${count(elsewhere)} ${elsewhere === 1 ? 'link to a folder' : 'links to folders'} not followed: ` +
        'each folder is visited once',
    );
  return lines;
}

/** The beginning and the end of a path, which may have thousands of characters. */
const shortened = (path: string): string =>
  path.length <= LONGEST_PATH
    ? path
    : `${path.slice(0, LONGEST_PATH / 2)}...${path.slice(-LONGEST_PATH / 2)}`;

/** The first lines, and how to see the rest. */
function listed(lines: readonly string[], more: string): string[] {
  const shown = lines.slice(0, MOST_LISTED).map(printable);
  const rest = lines.length - shown.length;
  return rest > 0 ? [...shown, `  and ${count(rest)} more: ${more}`] : shown;
}
