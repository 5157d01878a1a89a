import { castDerived } from '../../sql/cast.ts';
import { EVERYDAY, type KeywordColumn } from '../../sql/everyday.ts';
import { ALWAYS_DERIVED, DERIVED_NAMES, FACTS, isObservation, OF_FILE } from '../../sql/obscore-parts.ts';
import { identifier, literal, literals } from '../../sql/text.ts';
import { factList, type StoredView, selectList } from '../../sql/view-columns.ts';
import { EXTENSION, firstOf, type Keyword, PLACE_IN_HDU } from '../../sql/views.ts';
import { keywordsIn, LAKE_OBJECT, ownColumns } from './stored-views.ts';

// The SQL that makes the rows of the stored views, all of them from two pivots of the same cards. The SQL of lib/sql, which
// Athena runs over the whole lake, would pivot them once for each view, and cast what a file has once for each of its HDUs.
// Both return the same rows: test/engines/loading/stored-views.test.ts compares them.

/** Which cards to make rows of stored views from. */
export interface CardsOfViews {
  /** A condition on the column `object`. */
  readonly condition: string;
  /** The SQL of the number that their rows get. */
  readonly number: string;
}

/** The temporary table with the cards that matter to stored views. */
export const CARDS_OF_VIEWS = 'cards_of_views';

/**
 * The statement that creates {@link CARDS_OF_VIEWS}, which also has cards of these keywords without a value. The more is
 * asked of each card here, the longer it takes; DuckDB looks up list_contains only once for each text that is repeated.
 */
export const cardsOfViews = (
  { condition, number }: CardsOfViews,
  keywords: readonly KeywordColumn[],
): string =>
  temporary(
    CARDS_OF_VIEWS,
    `SELECT ${number} AS ${LAKE_OBJECT}, hdu, card_name, card_value, card_index, card_type,
      CASE WHEN card_type = 'fault' THEN card_comment END AS card_comment
    FROM (
      FROM cache.facts WHERE ${condition} AND list_contains(['file', 'hdu', 'fault', 'derived'], card_type)
      UNION ALL
      FROM cache.cards WHERE ${condition}
        AND list_contains([${literals(keywordsOfHdus(keywords).map(({ keyword }) => keyword))}], card_name)
    ) AS cards`,
  );

/** What the rows of stored views are made from. */
export interface ViewRows {
  /** A condition on {@link CARDS_OF_VIEWS}. */
  readonly portion: string;
  /** The names of derived values that files have, those that HDUs have, and keywords. The others are NULL. */
  readonly present: Readonly<Record<'ofFiles' | 'ofHdus' | 'keywords', readonly string[]>>;
  /** The keywords of the lake's settings. */
  readonly keywords: readonly KeywordColumn[];
}

const SOURCE = 'source_bucket, source_key, collection';
const list = (expressions: readonly string[]): string => expressions.join(',\n');
/** The name of a fact about the file that no HDU is said to have. */
const ofFile = (fact: string): string => identifier(`of file ${fact}`);
const own = (name: string): string => identifier(`own ${name}`);
const text = (name: string): string => identifier(`text ${name}`);

/** The statements that fill temporary tables with texts, and then the tables of the stored views. */
export function viewRows(rows: ViewRows, views: readonly StoredView[]): string[] {
  const insert = (view: StoredView, select: string): string[] =>
    views.includes(view) ? [`INSERT INTO cache.${view} ${select}`] : [];
  const hasObservations = rows.present.ofFiles.length > 0 && views.includes('obscore');
  return [
    temporary('file_texts', fileTexts(rows)),
    temporary('hdu_texts', hduTexts(rows)),
    ...insert('files', filesOf(rows)),
    ...insert('hdus', hdusOf(rows)),
    ...insert('faults', faultsOf(rows)),
    ...(hasObservations ? [temporary('observations', OBSERVATIONS), ...insert('obscore', OBSCORE)] : []),
    ...(hasObservations && rows.present.ofHdus.includes('s_ra')
      ? insert('obscore_hdus', obscoreHdus(rows))
      : []),
  ];
}

const temporary = (name: string, select: string): string =>
  `CREATE OR REPLACE TEMP TABLE ${name} AS ${select}`;

/** One row per lake object: the facts about the file and what was derived for it, as text. */
const fileTexts = ({ portion, present }: ViewRows): string => `SELECT *
FROM (
  SELECT
    ${LAKE_OBJECT},
    count(CASE WHEN card_type = 'file' THEN 1 END) AS file_rows,
    count(CASE WHEN card_type = 'fault' THEN 1 END) AS faults,
    ${list(factList('files'))},
    ${list(FACTS.map((name) => `max(CASE WHEN card_type = 'file' AND hdu IS NULL AND card_name = ${literal(name)} THEN card_value END) AS ${ofFile(name)}`))},
    ${list(
      DERIVED_NAMES.map((name) =>
        present.ofFiles.includes(name)
          ? `max(CASE WHEN derived = ${literal(name)} THEN card_value END) AS ${name}`
          : `CAST(NULL AS varchar) AS ${name}`,
      ),
    )}
  FROM (SELECT *, CASE WHEN card_type = 'derived' THEN card_name END AS derived FROM ${CARDS_OF_VIEWS} WHERE ${portion})
  WHERE card_type IN ('file', 'fault') OR (card_type = 'derived' AND hdu IS NULL)
  GROUP BY ${LAKE_OBJECT}
)
JOIN (SELECT object AS ${LAKE_OBJECT}, ${SOURCE} FROM cache.objects) USING (${LAKE_OBJECT})`;

/** The keywords whose first values the rows of `hdus` have. */
const keywordsOfHdus = (keywords: readonly KeywordColumn[]): readonly Keyword[] => [
  ...EXTENSION,
  ...EVERYDAY,
  ...keywords,
];

/** One row per HDU: its facts, the values of keywords, and what was derived for it, as text. */
function hduTexts({ portion, present, keywords }: ViewRows): string {
  const wanted = keywordsOfHdus(keywords);
  return `SELECT
  ${LAKE_OBJECT},
  hdu,
  count(CASE WHEN card_type = 'hdu' THEN 1 END) AS hdu_rows,
  ${list([
    ...factList('hdus'),
    ...wanted.map((keyword) =>
      present.keywords.includes(keyword.keyword)
        ? firstOf(keyword, PLACE_IN_HDU)
        : `CAST(NULL AS varchar) AS ${identifier(keyword.column)}`,
    ),
    ...present.ofHdus.map(
      (name) =>
        `max(CASE WHEN card_type = 'derived' AND card_name = ${literal(name)} THEN card_value END) AS ${own(name)}`,
    ),
  ])}
FROM ${CARDS_OF_VIEWS}
WHERE ${portion}
  AND card_type NOT IN ('file', 'fault', 'commentary')
  AND (card_value <> '' OR card_type IN ('hdu', 'derived'))
  AND (hdu IS NOT NULL OR card_type <> 'derived')
GROUP BY ${LAKE_OBJECT}, hdu`;
}

const stored = (view: StoredView, keywords: readonly KeywordColumn[] = []): string[] => [
  LAKE_OBJECT,
  ...ownColumns(view).map(({ name }) => identifier(name)),
  ...keywordsIn(view, keywords).map(({ column }) => identifier(column)),
];

/** The columns of a stored view, selected from a relation with their texts. */
const selected = (view: StoredView, keywords: readonly KeywordColumn[], relation: string): string =>
  `SELECT ${stored(view, keywords).join(', ')} FROM (SELECT ${LAKE_OBJECT}, ${list(selectList(view, keywords))} FROM ${relation})`;

function filesOf({ keywords }: ViewRows): string {
  const columns = [...EVERYDAY, ...keywords].map(({ column }) => identifier(column));
  // the values of the first HDU that has one: min_by ignores NULL
  const firsts = columns.map((column) => `min_by(${column}, hdu) AS ${column}`);
  return selected(
    'files',
    keywords,
    `(SELECT * EXCLUDE (${[...DERIVED_NAMES].join(', ')}) FROM file_texts WHERE file_rows > 0)
    LEFT JOIN (SELECT ${LAKE_OBJECT}, ${list(firsts)} FROM hdu_texts GROUP BY ${LAKE_OBJECT}) USING (${LAKE_OBJECT})`,
  );
}

const hdusOf = ({ keywords }: ViewRows): string =>
  selected(
    'hdus',
    keywords,
    `(FROM hdu_texts WHERE hdu_rows > 0) JOIN (SELECT object AS ${LAKE_OBJECT}, ${SOURCE} FROM cache.objects) USING (${LAKE_OBJECT})`,
  );

const faultsOf = ({ portion }: ViewRows): string =>
  selected(
    'faults',
    [],
    `(FROM ${CARDS_OF_VIEWS} WHERE ${portion} AND card_type = 'fault') JOIN (SELECT object AS ${LAKE_OBJECT}, ${SOURCE} FROM cache.objects) USING (${LAKE_OBJECT})`,
  );

/** One row per lake object: what `obscore` says about it, if it is an observation. */
const OBSERVATIONS = `SELECT
  ${LAKE_OBJECT},
  ${list(selectList('obscore', []))},
  ${isObservation((name) => name)} AS is_observation,
  ${list(ALWAYS_DERIVED.map((name) => `${name} AS ${text(name)}`))}
FROM (SELECT * REPLACE (${FACTS.map((name) => `${ofFile(name)} AS ${name}`).join(', ')}) FROM file_texts)`;

const OBSCORE = `SELECT ${stored('obscore').join(', ')} FROM observations WHERE is_observation`;

/** The rows of `obscore_hdus`: what an HDU does not say itself comes from its file. */
function obscoreHdus({ present }: ViewRows): string {
  const isOwn = (name: string): boolean => present.ofHdus.includes(name) && !OF_FILE.includes(name);
  const columns = ownColumns('obscore_hdus').map(({ name, type }) => {
    if (name === 'hdu') return 'hdu';
    if (OF_FILE.includes(name)) return `${text(name)} || '#' || CAST(hdu AS varchar)`;
    if (!isOwn(name)) return identifier(name);
    return `CASE WHEN ${own(name)} IS NULL THEN ${identifier(name)} ELSE ${castDerived(type, own(name))} END`;
  });
  const ofHdu = [LAKE_OBJECT, 'hdu', ...present.ofHdus.map(own)].join(', ');
  const textOf = (name: string): string =>
    isOwn(name) ? `coalesce(${own(name)}, ${text(name)})` : text(name);
  return `SELECT ${LAKE_OBJECT}, ${list(columns)}
FROM (SELECT ${ofHdu} FROM hdu_texts WHERE ${own('s_ra')} IS NOT NULL AND hdu IS NOT NULL) JOIN observations USING (${LAKE_OBJECT})
WHERE ${isObservation(textOf)}`;
}
