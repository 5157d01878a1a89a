import { customValues } from './custom-rules.ts';
import type { DerivedValue, DerivedValues } from './derived.ts';
import { fileRow } from './file-row.ts';
import { fileState } from './file-state.ts';
import { beyondFile, hduRows } from './hdu-row.ts';
import type { HduHeader } from './header.ts';
import { type Row, valuesOf } from './row.ts';
import type { DerivationSettings } from './rules.ts';
import { inheritedKeywords, wantsKeywordWith } from './wanted.ts';

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

/** Returns a deriver for one file. It never throws, whatever the headers say. */
export function deriver(file: FilePlace, { rules, authority }: DerivationSettings): Deriver {
  const state = fileState(keywordsOf(rules));
  const hdus = hduRows(rules);
  const rows = new Map<number, Row>();
  return {
    hdu: (header) => {
      const row = hdus.rowOf(state.add(header));
      if (row !== undefined) rows.set(header.hdu, row);
    },
    end: () => {
      const seen = state.end();
      const row = fileRow(seen, customValues(rules, seen.places), file, authority);
      if (row === undefined) return { file: [], hdus: new Map() };
      const beyond = new Map<number, readonly DerivedValue[]>();
      for (const [hdu, own] of rows) beyond.set(hdu, beyondFile(own, row));
      return { file: valuesOf(row), hdus: beyond };
    },
  };
}

/** Keyword lists by rules: files of one run have the same rules. */
const lists = new WeakMap<DerivationSettings['rules'], ReadonlySet<string>>();

function keywordsOf(rules: DerivationSettings['rules']): ReadonlySet<string> {
  const known = lists.get(rules);
  if (known !== undefined) return known;
  const list = new Set(inheritedKeywords(rules));
  lists.set(rules, list);
  return list;
}

/** Whether a keyword can matter to a deriver: the others need not be collected. */
export const wantsKeyword = ({ rules }: DerivationSettings): ((keyword: string) => boolean) =>
  wantsKeywordWith(rules);
