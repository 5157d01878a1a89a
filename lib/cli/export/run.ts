import type { Lake } from '../../engines/duckdb/open-lake.ts';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { keywordText } from '../../sql/keywords.ts';
import type { ViewName } from '../../sql/view-columns.ts';
import { atEnd } from '../../stores/at-end.ts';
import { queryLimits } from '../options/limits.ts';
import { withLake } from '../query/run.ts';
import { printable, writeOut } from '../terminal/output.ts';
import { activity, withProgress } from '../terminal/progress.ts';
import { counted } from '../terminal/words.ts';
import { VERSION } from '../version.ts';
import type { ExportTarget } from './target.ts';

/** An export of a local lake. */
export interface ExportRequest {
  /** The lake's folder, absolute. */
  readonly lake: string;
  readonly path: string;
  readonly format: string;
  readonly target: ExportTarget;
  readonly views: readonly ViewName[];
  /** The keyword columns of the lake's settings, and all that are exported. */
  readonly lakeKeywords: readonly KeywordColumn[];
  readonly keywords: readonly KeywordColumn[];
  /** Whether the report is JSON. */
  readonly json: boolean;
}

/** The number of rows of each view; undefined if nothing was written, because the export is up to date. */
type Written = ReadonlyMap<ViewName, number> | undefined;

/**
 * Writes the views of a lake, unless the lake has not changed since the export that is there. Returns the number of
 * damaged objects, which are left out. Throws {@link RunFailed}.
 */
export async function runExport(request: ExportRequest): Promise<number> {
  const { lake, target, keywords, lakeKeywords } = request;
  const before = await target.mark();
  const opening = {
    lake,
    keywords,
    lakeKeywords,
    tables: [],
    limits: queryLimits(),
    exportFiles: target.files,
  };
  const release = atEnd(target.discard);
  try {
    return await withLake(opening, async (opened) => {
      target.discard();
      const mark = await markFor(opened, request);
      const write = () => target.write(opened.exports, mark);
      const written =
        mark === before ? undefined : await withProgress(activity(`writing ${request.path}`), write);
      writeOut(request.json ? reportJson(request, written, opened) : reportText(request, written));
    });
  } finally {
    release();
    target.discard();
  }
}

function reportText({ path }: ExportRequest, written: Written): string {
  if (written === undefined) return `${printable(path)} is up to date\n`;
  const lines = [...written].map(([view, number]) => `${view}: ${counted(number, 'row')}`);
  return `${[...lines, `written to ${printable(path)}`].join('\n')}\n`;
}

function reportJson(
  { lake, path, format, views, keywords }: ExportRequest,
  written: Written,
  { damaged }: Lake,
): string {
  const report = {
    lake,
    path,
    format,
    written: written !== undefined,
    views,
    keywords: keywordText(keywords),
    rows: Object.fromEntries(written ?? []),
    damaged: damaged.length,
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** What the contents of an export depend on: the release, the views, the columns of keywords, and the lake's objects. */
async function markFor({ exports }: Lake, { views, keywords }: ExportRequest): Promise<string> {
  return [VERSION, views.join(), keywordText(keywords), await exports.state()].join(' ');
}
