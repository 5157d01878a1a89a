import type { DerivedValues } from './derived.ts';
import type { HduHeader } from './header.ts';
import type { DerivationSettings } from './rules.ts';

/** Where a file is, for its publisher's identifier. */
export interface FilePlace {
  /** The bucket; for a local root, a short hash of its path. */
  readonly bucket: string;
  readonly key: string;
}

/** Derives the values of one file, whose headers it sees one after another. */
export interface Deriver {
  hdu(header: HduHeader): void;
  /** To be called last. */
  end(): DerivedValues;
}

/** Returns a deriver for one file. */
export function deriver(_file: FilePlace, _settings: DerivationSettings): Deriver {
  return { hdu: () => {}, end: () => ({ file: [], hdus: new Map() }) };
}

/** Whether a keyword can matter to a deriver: the others need not be collected. */
export function wantsKeyword(_settings: DerivationSettings): (keyword: string) => boolean {
  return () => false;
}
