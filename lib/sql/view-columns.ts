import { castDerived, castOf } from './cast.ts';
import { COMPUTED } from './columns/computed.ts';
import { type Definition, type Fact, HDU, type ViewColumn } from './columns/definition.ts';
import { DERIVED_VALUES } from './columns/derived.ts';
import { FAULTS } from './columns/faults.ts';
import { FILES } from './columns/files.ts';
import { HDUS } from './columns/hdus.ts';
import { HEADERS } from './columns/headers.ts';
import type { ColumnMetadata } from './columns/metadata.ts';
import { OBSCORE } from './columns/obscore.ts';
import { OBSCORE_MORE } from './columns/obscore-more.ts';
import { REMOVED } from './columns/removed.ts';
import { SOURCE_URL, SOURCE_URL_OF_FILE, sourceColumns } from './columns/source.ts';
import { EVERYDAY, type KeywordColumn, type ValueType } from './everyday.ts';
import { DERIVED_NAMES } from './obscore-parts.ts';
import { identifier } from './text.ts';

// The one list of the views' columns. The SQL of the views, the columns that are declared for them in the Glue catalog
// and the reference documentation all come from it.

/** The views over `lake_rows`. Each has a file of its name in views/, with the rows that it selects. */
export const VIEWS = [
  'obscore',
  'obscore_hdus',
  'files',
  'hdus',
  'headers',
  'derived',
  'faults',
  'removed',
] as const;

/** One of {@link VIEWS}. */
export type ViewName = (typeof VIEWS)[number];

/** The views whose columns are derived values. */
export type ObscoreName = Extract<ViewName, 'obscore' | 'obscore_hdus'>;

/** The views that a cache stores. */
export type StoredView = ObscoreName | KeywordView | 'faults';

/** The views with keyword columns. */
export type KeywordView = Extract<ViewName, 'files' | 'hdus'>;

const isObscore = (view: ViewName): view is ObscoreName => view === 'obscore' || view === 'obscore_hdus';

const SOURCE = sourceColumns(SOURCE_URL);
const SOURCE_OF_FILE = sourceColumns(SOURCE_URL_OF_FILE, 'source_url');

const ofHdu = (column: Definition): Definition =>
  column.name === 'obs_publisher_did' ? { ...column, sql: "obs_publisher_did || '#' || hdu" } : column;

const DEFINITIONS: Readonly<Record<ViewName, readonly Definition[]>> = {
  // the standard's columns come first, as its users expect
  obscore: [...OBSCORE, ...SOURCE_OF_FILE, ...OBSCORE_MORE],
  obscore_hdus: [...OBSCORE.map(ofHdu), ...SOURCE_OF_FILE, HDU, ...OBSCORE_MORE],
  files: [...SOURCE_OF_FILE, ...FILES],
  hdus: [...SOURCE, ...HDUS],
  headers: [...SOURCE, ...HEADERS],
  derived: [...SOURCE, ...DERIVED_VALUES],
  faults: [...SOURCE, ...FAULTS],
  removed: [...SOURCE, ...REMOVED],
};

/** Whether a view has keyword columns. */
export const hasKeywords = (view: ViewName): view is KeywordView => view === 'files' || view === 'hdus';

const keywordsOf = (view: ViewName, added: readonly KeywordColumn[]): readonly KeywordColumn[] =>
  hasKeywords(view) ? [...EVERYDAY, ...added] : [];

/** The type of a keyword column as Trino names it. */
export const keywordType = (type: ValueType): ViewColumn['type'] =>
  type === 'timestamp' ? 'timestamp(6)' : type;

/**
 * The columns of a view, in their order.
 *
 * @param keywords columns to add to the everyday ones
 */
export const viewColumns = (view: ViewName, keywords: readonly KeywordColumn[] = []): ViewColumn[] => [
  ...DEFINITIONS[view].map(({ from, fact, sql, stored, ...column }) => column),
  ...keywordsOf(view, keywords).map(({ column, keyword, type, about, ...metadata }) => ({
    ...metadata,
    name: column,
    type: keywordType(type),
    about: about ?? `value of ${keyword}`,
  })),
];

/** The select list of a view: the SQL expression of each column. */
export const selectList = (view: ViewName, keywords: readonly KeywordColumn[]): string[] => [
  ...DEFINITIONS[view].map(isObscore(view) ? selectedDerived : selected),
  ...keywordsOf(view, keywords).map(
    ({ column, type }) => `${castOf(type, identifier(column))} AS ${identifier(column)}`,
  ),
];

function selected({ name, type, from, sql }: Definition): string {
  const text = from ?? name;
  const value = sql ?? (type === 'varchar' ? text : `try_cast(${text} AS ${type})`);
  return value === name ? name : `${value} AS ${name}`;
}

/** Derived values are text that is empty if the value is unknown. Their text is checked like that of cards. */
function selectedDerived(column: Definition): string {
  const { name, type, sql } = column;
  if (sql !== undefined || !DERIVED_NAMES.includes(name)) return selected(column);
  return `${castDerived(type, name)} AS ${name}`;
}

/** A column as a cache stores it, or the SQL of its value from the columns that are stored. */
export interface StoredColumn extends Pick<Definition, 'name' | 'type'> {
  readonly computed: string | undefined;
}

/** The columns of a view that is stored in a cache, without keyword columns that users add. */
export const storedColumns = (view: StoredView): StoredColumn[] => [
  ...DEFINITIONS[view].map(({ name, type, stored }) => ({ name, type, computed: stored })),
  ...keywordsOf(view, []).map(({ column, type }) => ({
    name: column,
    type: keywordType(type),
    computed: undefined,
  })),
];

/** What VOTable and FITS tables say about a column of this name, in whatever view it is, or in the answer to a named query. */
export function columnMetadata(name: string): ColumnMetadata & { readonly about?: string } {
  const column = [...VIEWS.flatMap((view) => viewColumns(view)), ...COMPUTED].find(
    (known) => known.name === name,
  );
  const { about, unit, ucd, utype } = column ?? {};
  return {
    ...(about !== undefined && { about }),
    ...(unit !== undefined && { unit }),
    ...(ucd !== undefined && { ucd }),
    ...(utype !== undefined && { utype: `obscore:${utype}` }),
  };
}

/** The facts that a view turns from rows into columns, in SQL for the text of each. */
export const factList = (view: KeywordView): string[] =>
  DEFINITIONS[view].flatMap(({ name, fact }) =>
    fact === undefined ? [] : [`max(CASE WHEN ${isFact(view, fact)} THEN card_value END) AS ${name}`],
  );

const isFact = (view: KeywordView, fact: Fact): string =>
  `card_type = '${view === 'files' ? 'file' : 'hdu'}' AND card_name = '${fact}'`;
