import { compareFiles } from '../../fits/compare/compare-files.ts';
import type { CompareOptions } from '../../fits/compare/compare-headers.ts';
import { type KeptHdu, keptHdu } from '../../fits/compare/kept-hdu.ts';
import type { FaultCode } from '../../fits/fault.ts';
import type { Hdu } from '../../fits/walk.ts';
import { printAbout, readOpenFile, readProblem } from '../files/each-file.ts';
import { hduTest } from '../files/hdu-pattern.ts';
import type { NamedFile } from '../files/named-files.ts';
import { drained, printMessage } from '../terminal/output.ts';
import { progress } from '../terminal/progress.ts';
import { BrokenPipe } from '../terminal/stream.ts';
import { counted } from '../terminal/words.ts';
import type { FilePair } from './pairs.ts';
import type { DiffPrinter } from './printer.ts';

/** How many pairs of files were compared, and how they turned out. */
export interface DiffCounts {
  pairs: number;
  same: number;
  different: number;
  onlyA: number;
  onlyB: number;
  /** Files that could not be read, or only in part. */
  trouble: number;
}

/** What to compare. */
export interface DiffOptions extends CompareOptions {
  /** Whether an HDU is left out. */
  readonly ignoresHdu: (hdu: Hdu) => boolean;
}

/** Faults after which headers may be missing, so that two files cannot be said to be the same. */
const INCOMPLETE: ReadonlySet<FaultCode> = new Set<FaultCode>([
  ...(['empty', 'not-fits', 'no-end', 'container-truncated', 'container-corrupt'] as const),
  ...(['limit-header', 'limit-total', 'limit-hdus', 'limit-unpacked', 'limit-time'] as const),
]);

/** Compares one pair after the other, prints what differs, and adds to `counts`. One bad file does not end the run. */
export async function diffPairs(
  pairs: AsyncIterable<FilePair>,
  options: DiffOptions,
  printer: DiffPrinter,
  counts: DiffCounts,
): Promise<void> {
  const line = progress('files');
  for await (const { a, b } of pairs) {
    line.step(counts.pairs++, undefined);
    if (a && b) {
      const [headersA, headersB] = await Promise.all([
        headersOf(a, options, counts),
        headersOf(b, options, counts),
      ]);
      if (!headersA || !headersB) continue;
      const differences = compareFiles(headersA, headersB, options);
      if (differences.length === 0) counts.same++;
      else {
        counts.different++;
        line.clear();
        printer.different(a.name, b.name, differences);
      }
    } else {
      const [side, only] = a ? (['a', a] as const) : (['b', b] as const);
      if (only === undefined) continue;
      counts[side === 'a' ? 'onlyA' : 'onlyB']++;
      line.clear();
      printer.only(side, only.name);
    }
    await drained();
  }
  line.clear();
  printer.end();
  if (counts.pairs !== 1) printMessage(summary(counts));
}

/** The headers of a file; undefined if it cannot be read, which is reported on standard error. */
async function headersOf(
  file: NamedFile,
  { ignoresHdu }: DiffOptions,
  counts: DiffCounts,
): Promise<KeptHdu[] | undefined> {
  const hdus: KeptHdu[] = [];
  const reasons: string[] = [];
  const isNamed = file.hdu === undefined ? () => true : hduTest(file.hdu);
  try {
    const open = file.open();
    await readOpenFile(open, {
      hdu: (hdu) => {
        if (isNamed(hdu) && !ignoresHdu(hdu)) hdus.push(keptHdu(hdu));
      },
      fault: ({ code, reason }) => {
        if (INCOMPLETE.has(code)) reasons.push(`${code}: ${reason}`);
      },
    }).finally(() => open.close());
    if (file.hdu !== undefined && hdus.length === 0) reasons.push(`there is no HDU ${file.hdu}`);
  } catch (error) {
    if (error instanceof BrokenPipe) throw error;
    reasons.push(readProblem(file.name, error));
    hdus.length = 0;
  }
  if (reasons.length > 0) counts.trouble++;
  for (const reason of reasons) printAbout(file, reason);
  return reasons.length > 0 && hdus.length === 0 ? undefined : hdus;
}

/** `12 files: 9 the same, 2 different, 1 only in the first folder` */
function summary({ pairs, same, different, onlyA, onlyB, trouble }: DiffCounts): string {
  const parts = [
    `${same} the same`,
    `${different} different`,
    ...(onlyA > 0 ? [`${onlyA} only in the first folder`] : []),
    ...(onlyB > 0 ? [`${onlyB} only in the second folder`] : []),
    ...(trouble > 0 ? [`${trouble} could not be read, or not to the end`] : []),
  ];
  return `${counted(pairs, 'file')}: ${parts.join(', ')}`;
}
