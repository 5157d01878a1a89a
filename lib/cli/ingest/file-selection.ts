// Which files an ingest selects: by suffix, --suffix, --sniff and --force.

import { SUFFIXES, suffixTest, withContainers } from '../../lake/suffixes.ts';
import { UsageError } from '../errors.ts';

/** Which files an ingest reads, besides those already in the lake and those named on the command line. */
export interface FileSelection {
  /** Suffixes of FITS files, besides the default ones. */
  readonly suffixes: readonly string[];
  /** Whether files with other suffixes are opened, and read if they are FITS. */
  readonly sniff: boolean;
  /** Whether files that are already in the lake are read again. */
  readonly force: boolean;
}

/** The suffixes in the values of `--suffix`, each of which may be a list. Throws {@link UsageError}. */
export function suffixesOf(values: readonly string[]): string[] {
  const suffixes = values.flatMap((list) => list.split(',')).map((suffix) => suffix.trim());
  for (const suffix of suffixes) {
    if (/^\.[A-Za-z0-9._+-]{1,31}$/.test(suffix)) continue;
    const shown = JSON.stringify(suffix.slice(0, 40));
    throw new UsageError(
      `--suffix ${shown}: a suffix is a dot followed by letters, digits or . _ + -, at most 32 characters, such as .arf`,
    );
  }
  return [...new Set(suffixes)];
}

/** Tests whether a key has one of the suffixes of FITS files, or one of `more`. */
export const selectsSuffix = (more: readonly string[]): ((key: string) => boolean) =>
  suffixTest([...SUFFIXES, ...more.flatMap(withContainers)]);
