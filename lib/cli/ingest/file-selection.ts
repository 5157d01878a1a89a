// Which files an ingest selects: by the lake's suffixes, --suffix, --sniff and --force.

import { withContainers } from '../../lake/suffixes.ts';
import { suffixList } from '../../settings/readers.ts';
import { SettingRefused } from '../../settings/refused.ts';
import { UsageError } from '../errors.ts';

/** Which files an ingest reads, besides those already in the lake and those named on the command line. */
export interface FileSelection {
  /** The suffixes of FITS files, in any case. */
  readonly suffixes: readonly string[];
  /** Whether files with other suffixes are opened, and read if they are FITS. */
  readonly sniff: boolean;
  /** Whether files that are already in the lake are read again. */
  readonly force: boolean;
}

/**
 * The suffixes in the values of `--suffix`, each of which may be a list, also of compressed files. Throws
 * {@link UsageError}.
 */
export function suffixesOf(values: readonly string[]): string[] {
  const suffixes = values.flatMap((list) =>
    suffixList(list, (why) => {
      throw new UsageError(new SettingRefused('--suffix', list, `${why}, such as .arf`).message);
    }),
  );
  return [...new Set(suffixes.flatMap(withContainers))];
}
