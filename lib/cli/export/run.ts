import type { Lake } from '../../engines/duckdb/open-lake.ts';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { keywordText } from '../../sql/keywords.ts';
import { atEnd } from '../../stores/at-end.ts';
import { settingsOfLake } from '../options/lake-settings.ts';
import { queryLimits } from '../options/limits.ts';
import { withLake } from '../query/run.ts';
import { printable, writeOut } from '../terminal/output.ts';
import { counted } from '../terminal/words.ts';
import { VERSION } from '../version.ts';
import type { ExportTarget } from './target.ts';

/** An export of a local lake. */
export interface ExportRequest {
  /** The lake's folder, absolute. */
  readonly lake: string;
  readonly path: string;
  readonly target: ExportTarget;
}

/**
 * Writes all views of a lake, unless the lake has not changed since the export that is there. Returns the number of
 * damaged objects, which are left out. Throws {@link RunFailed}.
 */
export async function runExport({ lake, path, target }: ExportRequest): Promise<number> {
  const before = await target.mark();
  const { keywords } = settingsOfLake(lake);
  const opening = {
    lake,
    keywords,
    lakeKeywords: keywords,
    tables: [],
    limits: queryLimits(),
    exportFiles: target.files,
  };
  const release = atEnd(target.discard);
  try {
    return await withLake(opening, async (opened) => {
      target.discard();
      const mark = await markFor(opened, keywords);
      writeOut(mark === before ? `${printable(path)} is up to date\n` : await write(opened, mark));
    });
  } finally {
    release();
    target.discard();
  }

  async function write({ exports }: Lake, mark: string): Promise<string> {
    const rows = await target.write(exports, mark);
    const lines = [...rows].map(([view, number]) => `${view}: ${counted(number, 'row')}`);
    return `${[...lines, `written to ${printable(path)}`].join('\n')}\n`;
  }
}

/** What the contents of an export depend on: the release, the columns of keywords, and the lake's objects. */
async function markFor({ exports }: Lake, keywords: readonly KeywordColumn[]): Promise<string> {
  return [VERSION, keywordText(keywords), await exports.state()].join(' ');
}
