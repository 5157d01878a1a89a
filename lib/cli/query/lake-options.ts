// The options of verbs that ask a lake in SQL: where it is, its keyword columns, and what a query may use.

import type { Command } from 'commander';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { KeywordsRefused, keywordColumns } from '../../sql/keywords.ts';
import { UsageError } from '../errors.ts';
import { LAKE_OPTION, lakeFolder } from '../options/lake.ts';
import { settingsOfLake, withKeywords } from '../options/lake-settings.ts';
import type { LimitOptions } from '../options/limits.ts';

/** The options of verbs that ask a lake in SQL. */
export interface LakeOptions extends LimitOptions {
  readonly keywords?: string;
  readonly lake?: string;
}

/** The option that adds columns. */
export const KEYWORDS_OPTION = [
  '--keywords <list>',
  "keywords to add to the lake's as columns of files and hdus, such as GAIN:double,ESO DPR CATG",
] as const;

/** Adds the options of verbs that ask a lake in SQL. `memory` is the default of `--memory`, in words. */
export const withLakeOptions = (command: Command, memory = "half of the machine's memory"): Command =>
  command
    .option(...KEYWORDS_OPTION)
    .option(
      '--memory <size>',
      `the memory that a query may use, such as 4GB (default: FITS_MEMORY, otherwise ${memory})`,
    )
    .option(
      '--temp-space <size>',
      'the disk space for temporary files, such as 20GB (default: FITS_TEMP_SPACE, otherwise half of the free space)',
    )
    .option(...LAKE_OPTION);

/** Those that only a local lake has, with the reasons. */
export const LOCAL_ONLY = {
  keywords: 'a stack has the columns of its setting keywords',
  lake: 'a query uses either a stack or a local lake',
  memory: 'it limits only local queries',
  tempSpace: 'it limits only local queries',
} as const;

/** The keyword columns of a query: the lake's, and those of the option. Throws {@link UsageError}. */
export function keywordsFor({ lake, keywords = '' }: Pick<LakeOptions, 'lake' | 'keywords'>) {
  const lakeKeywords = settingsOfLake(lakeFolder(lake)).keywords;
  return { lakeKeywords, keywords: withKeywords(lakeKeywords, keywordsOf(keywords)) };
}

function keywordsOf(list: string): KeywordColumn[] {
  try {
    return keywordColumns(list);
  } catch (error) {
    throw error instanceof KeywordsRefused ? new UsageError(`--keywords: ${error.message}`) : error;
  }
}
