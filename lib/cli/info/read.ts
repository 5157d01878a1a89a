// Reads what info prints.

import type { Container } from '../../fits/containers/container.ts';
import type { Fault } from '../../fits/fault.ts';
import { type FileCounts, forEachFile, readOpenFile } from '../files/each-file.ts';
import { hduSelection, hduTest } from '../files/hdu-pattern.ts';
import type { NamedFile } from '../files/named-files.ts';
import { type HduFacts, hduFacts } from './hdu-facts.ts';

/** What info says about a file. */
export interface FileFacts {
  readonly file: string;
  readonly container: Container;
  /** Bytes of the file as it is stored; undefined for a pipe that was not read to its end. */
  readonly size: number | undefined;
  /** The HDUs that are selected. */
  readonly hdus: readonly HduFacts[];
  readonly faults: readonly Fault[];
}

/** Whether HDUs that the user named were not found. */
export interface InfoCounts extends FileCounts {
  readonly missing: readonly string[];
}

/**
 * Reads the headers of each file in turn, and calls `onFile` with what they say.
 *
 * @param patterns selects HDUs of the files that are named without one; all of them if there are none
 */
export async function forEachFileFacts(
  files: readonly NamedFile[],
  patterns: readonly string[],
  onFile: (facts: FileFacts) => void,
): Promise<InfoCounts> {
  const selected = hduSelection(patterns);
  const missingInFiles: string[] = [];
  const counts = await forEachFile(files, async (named, file) => {
    const isSelected = named.hdu === undefined ? selected.test : hduTest(named.hdu);
    const hdus: HduFacts[] = [];
    const faults: Fault[] = [];
    const { container, size } = await readOpenFile(file, {
      hdu: (hdu) => {
        if (isSelected(hdu)) hdus.push(hduFacts(hdu));
      },
      fault: (fault) => void faults.push(fault),
    });
    if (named.hdu !== undefined && hdus.length === 0)
      missingInFiles.push(`${named.name} has no HDU ${named.hdu}`);
    onFile({ file: named.name, container, size: Number.isFinite(size) ? size : undefined, hdus, faults });
    return faults;
  });
  return { ...counts, missing: [...selected.missing(), ...missingInFiles] };
}
