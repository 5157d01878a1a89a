import { compareFiles } from '../../fits/compare/compare-files.ts';
import type { CompareOptions } from '../../fits/compare/compare-headers.ts';
import { type KeptHdu, keptHdu } from '../../fits/compare/kept-hdu.ts';
import type { FaultCode } from '../../fits/fault.ts';
import type { Hdu } from '../../fits/walk.ts';
import { NODE } from '../../node/platform.ts';
import { printAbout, readOpenFile, readProblem } from '../files/each-file.ts';
import { hduTest } from '../files/hdu-pattern.ts';
import type { NamedFile } from '../files/named-files.ts';
import { drained, printMessage } from '../terminal/output.ts';
import { readingFile, showActivity } from '../terminal/progress.ts';
import { OutputFailed } from '../terminal/stream.ts';
import { count, counted } from '../terminal/words.ts';
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
  let name = '';
  const endActivity = showActivity((seconds) => readingFile(name, counts.pairs)(seconds));
  try {
    for await (const pair of pairs) {
      name = (pair.a ?? pair.b)?.name ?? '';
      counts.pairs++;
      await diffPair(pair, options, printer, counts);
      await drained();
      // for signals: local files are read without waiting
      await NODE.letOthersRun();
    }
  } finally {
    endActivity();
  }
  printer.end();
  if (counts.pairs !== 1) printMessage(summary(counts));
}

async function diffPair(
  { a, b }: FilePair,
  options: DiffOptions,
  printer: DiffPrinter,
  counts: DiffCounts,
): Promise<void> {
  const read = async (file: NamedFile): Promise<KeptHdu[] | undefined> => {
    const { hdus, problems } = await headersOf(file, options);
    if (problems.length > 0) counts.trouble++;
    for (const problem of problems) printAbout(file, problem);
    return hdus;
  };
  if (a && b) {
    const [inA, inB] = await Promise.all([read(a), read(b)]);
    const differences = inA && inB ? compareFiles(inA, inB, options) : undefined;
    if (differences === undefined) return;
    counts[differences.length === 0 ? 'same' : 'different']++;
    if (differences.length > 0) printer.different(a.name, b.name, differences);
  } else {
    const [side, only] = a ? (['a', a] as const) : (['b', b] as const);
    if (only === undefined) return;
    counts[side === 'a' ? 'onlyA' : 'onlyB']++;
    printer.only(side, only.name);
  }
}

/** The headers of a file, as far as they could be read. */
interface ReadResult {
  /** Undefined if nothing could be read. */
  readonly hdus: KeptHdu[] | undefined;
  /** Why the file, or a part of it, could not be read. */
  readonly problems: readonly string[];
}

async function headersOf(file: NamedFile, { ignoresHdu }: DiffOptions): Promise<ReadResult> {
  const hdus: KeptHdu[] = [];
  const problems: string[] = [];
  const isNamed = hduTest(file.hdu);
  try {
    const open = file.open();
    await readOpenFile(open, {
      hdu: (hdu) => {
        if (isNamed(hdu) && !ignoresHdu(hdu)) hdus.push(keptHdu(hdu));
      },
      fault: ({ code, reason }) => {
        if (INCOMPLETE.has(code)) problems.push(`${code}: ${reason}`);
      },
    }).finally(() => open.close());
  } catch (error) {
    if (error instanceof OutputFailed) throw error;
    return { hdus: undefined, problems: [readProblem(file.name, error)] };
  }
  if (file.hdu !== undefined && hdus.length === 0) problems.push(`there is no HDU ${file.hdu}`);
  return { hdus: problems.length > 0 && hdus.length === 0 ? undefined : hdus, problems };
}

/** `12 files: 9 the same, 2 different, 1 only in the first folder` */
function summary({ pairs, same, different, onlyA, onlyB, trouble }: DiffCounts): string {
  const parts = [
    `${count(same)} the same`,
    `${count(different)} different`,
    ...(onlyA > 0 ? [`${count(onlyA)} only in the first folder`] : []),
    ...(onlyB > 0 ? [`${count(onlyB)} only in the second folder`] : []),
    ...(trouble > 0 ? [`${count(trouble)} could not be read, or not to the end`] : []),
  ];
  return `${counted(pairs, 'file')}: ${parts.join(', ')}`;
}
