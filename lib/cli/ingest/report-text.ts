import { SUFFIXES } from '../../lake/suffixes.ts';
import { printable } from '../terminal/output.ts';
import { exampleOf, skippedText, suffixText } from '../terminal/suffix-text.ts';
import { bytes, count } from '../terminal/words.ts';
import type { IngestReport } from './report.ts';

/** Faults that are listed one by one; a query shows the rest. */
const MOST_TOLD = 20;

/** Longest path that is shown in full, in characters. */
const LONGEST_PATH = 300;

const PLAIN_SUFFIXES = SUFFIXES.filter((suffix) => suffix.lastIndexOf('.') === 0);

/** The report for people. */
export function reportText(report: IngestReport, lake: string): string {
  const lines = [
    `${numbered(report.files, 'file')}: ${count(report.new)} new, ${count(report.changed)} changed, ` +
      `${count(report.unchanged)} unchanged, ${count(report.removed)} removed; ${count(report.faulty)} faulty` +
      (report.failed > 0 ? `, ${count(report.failed)} failed` : ''),
  ];
  if (report.requests > 0) {
    lines.push(
      `read ${numbered(report.hdus, 'HDU')} with ${numbered(report.cards, 'card')}: ${bytes(report.bytesRead)} of the ` +
        `${bytes(report.bytesThere)} there, in ${numbered(report.requests, 'read')}`,
    );
  }
  if (report.moved > 0) {
    const objects = report.moved === 1 ? 'lake object moved to its' : 'lake objects moved to their';
    lines.push(`${count(report.moved)} ${objects} new place`);
  }
  lines.push(...leftOutLines(report));
  lines.push(`lake ${printable(lake)}, ${report.seconds.toFixed(1)} s`);
  if (report.interrupted)
    lines.push('interrupted: the lake is consistent; run the same command again to continue');
  if (report.files + report.removed + report.failed === 0)
    lines.push(`no FITS file was found: ${PLAIN_SUFFIXES.join(' ')}, also compressed`);
  const known = report.faulty - new Set(report.faults.map(({ file }) => file)).size;
  const faults = report.faults.map(({ file, code, reason }) => `  faulty: ${file}: ${code}: ${reason}`);
  lines.push(...told(faults, 'fits-datalake query --named faulty'));
  if (known > 0)
    lines.push(
      `  ${count(known)} of the unchanged files ${known === 1 ? 'is' : 'are'} faulty: fits-datalake status`,
    );
  const failures = report.failures.map(({ file, reason }) => `  failed: ${file}: ${reason}`);
  lines.push(...told(failures, 'ingest --json names them all'));
  const paths = report.skippedPaths.map(({ path, reason }) => `  skipped: ${shortened(path)}: ${reason}`);
  lines.push(...told(paths, 'ingest --json names them all'));
  return `${lines.join('\n')}\n`;
}

/** Files skipped because of their suffix, and folders that are visited elsewhere. */
function leftOutLines({ skipped, notFits, foldersElsewhere: elsewhere }: IngestReport): string[] {
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
      `${numbered(skipped.files, 'file')} skipped because archived or changing: ${suffixText(skipped)}`,
    );
  }
  if (notFits !== undefined && notFits.files > 0)
    lines.push(`${numbered(notFits.files, 'file')} opened and found not to be FITS: ${suffixText(notFits)}`);
  if (elsewhere > 0)
    lines.push(
      `${count(elsewhere)} ${elsewhere === 1 ? 'link to a folder' : 'links to folders'} not followed: ` +
        'each folder is visited once',
    );
  return lines;
}

/** The beginning and end of a path, which may have thousands of characters. */
const shortened = (path: string): string =>
  path.length <= LONGEST_PATH
    ? path
    : `${path.slice(0, LONGEST_PATH / 2)}...${path.slice(-LONGEST_PATH / 2)}`;

function told(lines: readonly string[], more: string): string[] {
  const shown = lines.slice(0, MOST_TOLD).map(printable);
  const rest = lines.length - shown.length;
  return rest > 0 ? [...shown, `  and ${count(rest)} more: ${more}`] : shown;
}

/** A count with its noun: `1 file`, `2 files`. */
const numbered = (number: number, noun: string): string =>
  `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
