// Goes through the HDUs that header prints.

import type { Fault } from '../../fits/fault.ts';
import type { Hdu } from '../../fits/walk.ts';
import type { SourceFile } from '../../lake/extraction.ts';
import { type FileCounts, forEachFile, readOpenFile } from '../files/each-file.ts';
import type { NamedFile } from '../files/named-files.ts';
import type { CardSelection } from './selection.ts';

/** Prints the selected cards of files in one format. */
export type HeaderPrinter = (files: readonly NamedFile[], selection: CardSelection) => Promise<FileCounts>;

/**
 * Reads the headers of each file in turn, and calls `onHdu` for each HDU that is selected.
 *
 * @param onEnd called after the last HDU of a file, even if the rest of it could not be read
 */
export const forEachHdu = (
  files: readonly NamedFile[],
  selection: CardSelection,
  onHdu: (name: string, hdu: Hdu, place: SourceFile) => void,
  onEnd: (name: string) => void = () => {},
): Promise<FileCounts> =>
  forEachFile(files, async (named, file) => {
    const faults: Fault[] = [];
    const isSelected = selection.hdusOf(named);
    const sink = {
      hdu: (hdu: Hdu) => {
        if (isSelected(hdu)) onHdu(named.name, hdu, file.place);
      },
      fault: (fault: Fault) => void faults.push(fault),
    };
    await readOpenFile(file, sink).finally(() => onEnd(named.name));
    return faults;
  });
