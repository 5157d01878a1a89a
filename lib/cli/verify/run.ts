import { checksumFindings, type DeclaredSums, declaredSums } from '../../fits/verify/checksums.ts';
import type { Finding } from '../../fits/verify/finding.ts';
import { headerVerifier } from '../../fits/verify/verify-file.ts';
import { NODE } from '../../node/platform.ts';
import { byteSource, printAbout, readOpenFile, readProblem } from '../files/each-file.ts';
import { hduTest } from '../files/hdu-pattern.ts';
import type { NamedFile } from '../files/named-files.ts';
import { readingFile, showActivity } from '../terminal/progress.ts';
import { OutputFailed } from '../terminal/stream.ts';

/** How many files were checked, and what was found. */
export interface VerifyCounts {
  files: number;
  /** Files with findings. */
  faulty: number;
  errors: number;
  warnings: number;
  unreadable: number;
  /** With `checksums`: files of which no HDU has CHECKSUM or DATASUM, so that their data could not be checked. */
  withoutSums: number;
}

/** What to check. */
export interface VerifyOptions {
  /** Whether the data is read too. */
  readonly checksums: boolean;
  /** Whether warnings are reported. */
  readonly warnings: boolean;
}

/** The findings of one file, which come piece by piece. */
export interface FileFindings {
  readonly file: string;
  readonly findings: readonly Finding[];
}

/**
 * Checks one file after the other, and adds to `counts`. A file that cannot be read is reported on standard error, and
 * the next one is checked.
 */
export async function* verifyFiles(
  files: AsyncIterable<NamedFile>,
  options: VerifyOptions,
  counts: VerifyCounts,
): AsyncGenerator<FileFindings> {
  let name = '';
  const endActivity = showActivity((seconds) => readingFile(name, counts.files)(seconds));
  try {
    for await (const file of files) {
      name = file.name;
      counts.files++;
      // for signals: local files are read without waiting
      await NODE.letOthersRun();
      let hasFindings = false;
      try {
        for await (const all of fileFindings(file, options.checksums, counts)) {
          const findings = options.warnings ? all : all.filter(({ severity }) => severity === 'error');
          if (findings.length === 0) continue;
          const errors = findings.filter(({ severity }) => severity === 'error').length;
          counts.errors += errors;
          counts.warnings += findings.length - errors;
          hasFindings = true;
          yield { file: file.name, findings };
        }
      } catch (error) {
        if (error instanceof OutputFailed) throw error;
        counts.unreadable++;
        printAbout(file, readProblem(file.name, error));
        continue;
      }
      if (hasFindings) counts.faulty++;
    }
  } finally {
    endActivity();
  }
}

/** The findings of a file: first about its headers, then, if wanted, about its data. Throws if it cannot be read. */
async function* fileFindings(
  file: NamedFile,
  checksums: boolean,
  counts: Pick<VerifyCounts, 'withoutSums'>,
): AsyncGenerator<Finding[]> {
  const open = file.open();
  try {
    const findings: Finding[] = [];
    const sums: DeclaredSums[] = [];
    const isWanted = hduTest(file.hdu);
    /** The HDUs that were named; what concerns the whole file is always reported. */
    const wanted = new Set<number | undefined>([undefined]);
    const verifier = headerVerifier((finding) => findings.push(finding));
    await readOpenFile(open, {
      fault: (fault) => verifier.fault(fault),
      hdu: (hdu) => {
        if (isWanted(hdu)) wanted.add(hdu.hdu);
        verifier.hdu(hdu);
        if (checksums) sums.push(declaredSums(hdu));
      },
    });
    const isAbout = ({ hdu }: Finding): boolean => file.hdu === undefined || wanted.has(hdu);
    yield findings.filter(isAbout);
    if (!checksums) return;
    if (open.forwardOnly)
      throw new Error('--checksums reads a file twice, which is not possible with a pipe');
    for await (const finding of checksumFindings(byteSource(open), sums, NODE))
      yield [finding].filter(isAbout);
    const hasSums = sums.some(({ checksum, datasum }) => checksum !== undefined || datasum !== undefined);
    if (sums.length > 0 && !hasSums) counts.withoutSums++;
  } finally {
    open.close();
  }
}
