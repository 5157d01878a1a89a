import type { KeywordColumn } from '../../sql/everyday.ts';
import {
  hasKeywords,
  keywordType,
  type StoredColumn,
  type StoredView,
  storedColumns,
} from '../../sql/view-columns.ts';

// Views that a cache keeps as tables: a query would otherwise read all rows to find the few it is about. build-views.ts
// fills them. They have the columns about the source too: a join with the objects would cost more than most questions.

/** The views that are stored, each in a table of its name. */
export const STORED_VIEWS: readonly StoredView[] = ['files', 'hdus', 'obscore', 'obscore_hdus', 'faults'];

/**
 * The column with the number of the lake object that a row is from. Like other names that only the cache uses, it has a
 * blank, so that it is never the name of a keyword's column.
 */
export const LAKE_OBJECT = '"lake object"';

/** The columns of a stored view's table, without its first one and those of the lake's keywords. */
export const ownColumns = (view: StoredView): StoredColumn[] =>
  storedColumns(view).filter(({ computed }) => computed === undefined);

/** The keywords that a view has columns of: `obscore` has none. */
export const keywordsIn = (view: StoredView, keywords: readonly KeywordColumn[]): readonly KeywordColumn[] =>
  hasKeywords(view) ? keywords : [];

/** The name of a keyword's column in a table, which is never a word of SQL. */
export const inTable = ({ column }: KeywordColumn): string => `keyword_${column}`;

/**
 * The columns of a stored view's table, with the types that DuckDB prints. The first one is {@link LAKE_OBJECT}.
 *
 * @param keywords those of the lake's settings
 */
export const tableColumns = (
  view: StoredView,
  keywords: readonly KeywordColumn[],
): readonly (readonly [name: string, type: string])[] => [
  [LAKE_OBJECT, 'INTEGER'],
  ...ownColumns(view).map(({ name, type }) => [name, printed(type)] as const),
  ...keywordsIn(view, keywords).map(
    (keyword) => [inTable(keyword), printed(keywordType(keyword.type))] as const,
  ),
];

const printed = (type: string): string => type.replace('(6)', '').toUpperCase();
