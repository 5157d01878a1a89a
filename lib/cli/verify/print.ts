import type { Answer } from '../../engines/answer.ts';
import type { Finding } from '../../fits/verify/finding.ts';
import { RULES, type RuleCode } from '../../fits/verify/rules.ts';
import { type Part, writeColoured } from '../terminal/colour.ts';
import { drained, printable, writeOut } from '../terminal/output.ts';
import type { FileFindings } from './run.ts';

/** The values of `--format`. */
export const FORMATS = ['text', 'csv', 'json'] as const;

/** One of the values of `--format`. */
export type VerifyFormat = (typeof FORMATS)[number];

const COLUMNS: Answer['columns'] = [
  { name: 'file', type: 'text' },
  { name: 'hdu', type: 'integer' },
  { name: 'byte', type: 'bigint' },
  { name: 'severity', type: 'text' },
  { name: 'code', type: 'text' },
  { name: 'section', type: 'text' },
  { name: 'message', type: 'text' },
];

/** Prints findings as they come. */
export async function printFindings(
  pieces: AsyncIterable<FileFindings>,
  format: VerifyFormat,
): Promise<void> {
  if (format === 'text') return printLines(pieces);
  for await (const text of await written(pieces, format)) {
    writeOut(text);
    await drained();
  }
}

async function written(
  pieces: AsyncIterable<FileFindings>,
  format: 'csv' | 'json',
): Promise<AsyncIterable<string>> {
  const answer: Answer = { columns: COLUMNS, pieces: rows(pieces) };
  return format === 'csv'
    ? (await import('../../formats/csv.ts')).csv(answer, {})
    : (await import('../../formats/json.ts')).json(answer);
}

async function printLines(pieces: AsyncIterable<FileFindings>): Promise<void> {
  for await (const { file, findings } of pieces) {
    writeColoured(...findings.flatMap((finding) => line(file, finding)));
    await drained();
  }
}

/** `a.fits:0:2880: truncated-data: the file ends ...`: a place as compilers print it, which editors understand. */
const line = (file: string, { hdu, byte, code, severity, message }: Finding): Part[] => [
  `${printable(file)}:${hdu ?? '-'}:${byte ?? '-'}: `,
  [code, severity === 'warning' ? 'yellow' : 'red'],
  `${severity === 'warning' ? ' (warning)' : ''}: ${printable(message)}\n`,
];

async function* rows(pieces: AsyncIterable<FileFindings>): AsyncGenerator<(string | number | null)[][]> {
  for await (const { file, findings } of pieces)
    yield findings.map(({ hdu, byte, severity, code, message }) => [
      printable(file),
      hdu ?? null,
      byte ?? null,
      severity,
      code,
      Object.hasOwn(RULES, code) ? RULES[code as RuleCode].section : null,
      printable(message),
    ]);
}
