import { DEFAULT_DATABASE } from '../../lake/table.ts';
import { VIEWS } from '../../sql/view-columns.ts';
import { type Rule, type Site, type TreeRule, where } from './rule.ts';
import { expressionNodes } from './scope.ts';
import { columnIn, functionIn, isNode, type Node, nameIn, nodesIn, placeOf, textIn } from './tree.ts';

// The clauses of a query that Athena does not have, and names that mean other things there.

const isOfType = (type: RegExp) => where(({ node }) => type.test(textIn(node, 'type')));

/** A SELECT of which a part meets a condition; the place is that of the part. */
const inSelect =
  (partOf: (select: Node) => Node | undefined): TreeRule['find'] =>
  ({ node }) => {
    const part = node['type'] === 'SELECT_NODE' ? partOf(node) : undefined;
    return part === undefined ? [] : [placeOf(part)];
  };

const modifier = (select: Node, type: string): Node | undefined =>
  nodesIn(select['modifiers']).find((found) => found['type'] === type);

/** The places in which Athena does not know the names of computed columns. */
function namesTooEarly({ node, scope }: Site): (number | undefined)[] {
  if (node['type'] !== 'SELECT_NODE' || !scope.isComplete) return [];
  const select = nodesIn(node['select_list']);
  const clauses = ['where_clause', 'group_expressions', 'having', 'qualify'].flatMap((part) =>
    nodesIn(node[part]),
  );
  const known = (name: string | undefined): boolean => {
    const computed = name === undefined || scope.columns.has(name) ? undefined : scope.aliases.get(name);
    // `round(gain) AS gain` is computed from a column that is not known here
    return computed !== undefined && !expressionNodes(computed).some((part) => columnIn(part) === name);
  };
  return [...select, ...clauses]
    .flatMap(expressionNodes)
    .filter((found) => known(columnIn(found)))
    .map(placeOf);
}

/** The columns of JOIN ... USING that are named together with their table. */
function qualifiedKeys({ node, scope }: Site): (number | undefined)[] {
  const names = node['type'] === 'COLUMN_REF' ? node['column_names'] : undefined;
  return Array.isArray(names) && names.length > 1 && scope.using.has(columnIn(node) ?? '')
    ? [placeOf(node)]
    : [];
}

/** A table that a lake or a stack does not have under this name. */
const isForeign = ({ node }: Site): boolean =>
  node['type'] === 'BASE_TABLE' && ['schema_name', 'catalog_name'].some((part) => textIn(node, part) !== '');

export const QUERY_RULES: readonly Rule[] = [
  {
    id: 'name-of-computed-column',
    what: 'refused',
    on: 'athena',
    say: 'the name of a computed column in WHERE, GROUP BY, HAVING or another column',
    instead: 'the expression itself, or a subquery',
    find: namesTooEarly,
  },
  {
    id: 'qualify',
    what: 'refused',
    on: 'athena',
    say: '`QUALIFY`',
    instead: 'a subquery with `WHERE`',
    find: inSelect((select) => nodesIn(select['qualify'])[0]),
  },
  {
    id: 'distinct-on',
    what: 'refused',
    on: 'athena',
    say: '`DISTINCT ON`',
    instead: '`max_by`, `min_by`',
    find: inSelect((select) => nodesIn(modifier(select, 'DISTINCT_MODIFIER')?.['distinct_on_targets'])[0]),
  },
  {
    id: 'star-with-changes',
    what: 'refused',
    on: 'athena',
    say: '`SELECT * EXCLUDE`, `REPLACE`, `COLUMNS(...)`',
    instead: 'the columns',
    find: where(
      ({ node, parent, text }) =>
        node['type'] === 'STAR' &&
        parent?.['type'] === 'SELECT_NODE' &&
        (/^columns\b/i.test(text) ||
          ['exclude_list', 'replace_list', 'rename_list'].some((list) => isFilled(node[list]))),
    ),
  },
  {
    id: 'join',
    what: 'refused',
    on: 'athena',
    say: '`NATURAL JOIN`, `ASOF JOIN`, `POSITIONAL JOIN`',
    instead: '`JOIN ... USING`',
    find: where(
      ({ node }) => node['type'] === 'JOIN' && /^(?:NATURAL|ASOF|POSITIONAL)$/.test(textIn(node, 'ref_type')),
    ),
  },
  {
    id: 'semi-join',
    what: 'differs',
    say: '`files ANTI JOIN faults`, `files SEMI JOIN faults`',
    duckdb: 'the files without faults, or with faults',
    athena: 'an ordinary join: `ANTI` and `SEMI` are names of `files`',
    instead: '`WHERE NOT EXISTS (...)`, `WHERE EXISTS (...)`',
    find: where(({ node }) => node['type'] === 'JOIN' && /^(?:SEMI|ANTI)$/.test(textIn(node, 'join_type'))),
  },
  {
    id: 'key-after-using',
    what: 'refused',
    on: 'athena',
    say: '`a.source_key` after `JOIN ... USING (source_key)`',
    instead: '`source_key`',
    find: qualifiedKeys,
  },
  {
    id: 'limit-before-offset',
    what: 'refused',
    on: 'athena',
    say: '`LIMIT 5 OFFSET 10`',
    instead: '`OFFSET 10 LIMIT 5`',
    find: ({ node }) => {
      const limits =
        node['type'] === 'LIMIT_MODIFIER' ? [node['limit'], node['offset']].flatMap(nodesIn) : [];
      const [limit = 0, offset = 0] = limits.map(placeOf);
      return limits.length === 2 && limit < offset ? [offset] : [];
    },
  },
  {
    id: 'percent-or-sample',
    what: 'refused',
    on: 'athena',
    say: '`LIMIT 10%`, `USING SAMPLE`',
    instead: '',
    find: where(
      ({ node }) =>
        node['type'] === 'LIMIT_PERCENT_MODIFIER' ||
        (node['type'] === 'SELECT_NODE' && isNode(node['sample'])),
    ),
  },
  {
    id: 'from-first',
    what: 'refused',
    on: 'athena',
    say: '`FROM files` without SELECT, or before it',
    instead: '`SELECT * FROM files`',
    find: ({ node, textAt }) => {
      if (node['type'] !== 'SELECT_NODE') return [];
      const [star] = nodesIn(node['select_list']);
      if (star?.['type'] === 'STAR' && /^from\b/i.test(textAt(placeOf(star)))) return [placeOf(star)];
      const [from] = nodesIn(node['from_table']);
      const [table, item] = [from && placeOf(from), star && placeOf(star)];
      return table !== undefined && item !== undefined && table < item ? [table] : [];
    },
  },
  {
    id: 'pivot',
    what: 'refused',
    on: 'athena',
    say: '`PIVOT`, `UNPIVOT`, `SUMMARIZE`, `DESCRIBE` of a query',
    instead: '`max(CASE WHEN ... END)`, `SHOW COLUMNS FROM`',
    find: isOfType(/^(?:PIVOT|SHOW_REF)$/),
  },
  {
    id: 'union-by-name',
    what: 'refused',
    on: 'athena',
    say: '`UNION BY NAME`',
    instead: '`UNION` with the columns in one order',
    find: where(({ node }) => /BY_NAME$/.test(textIn(node, 'setop_type'))),
  },
  {
    id: 'cone-macro',
    what: 'refused',
    on: 'athena',
    say: '`FROM cone(ra, dec, radius)`',
    instead: 'the query that `cone --sql` prints',
    find: where(({ node, parent }) => parent?.['type'] === 'TABLE_FUNCTION' && functionIn(node) === 'cone'),
  },
  {
    id: 'table-function',
    what: 'refused',
    on: 'athena',
    say: '`FROM range(3)`, `SELECT unnest(x)`',
    instead: '`FROM UNNEST(ARRAY[0, 1, 2]) AS t(n)`',
    find: where(({ node, parent }) => {
      const [name, isTable] = [functionIn(node), parent?.['type'] === 'TABLE_FUNCTION'];
      return (
        name !== '' && name !== 'cone' && isTable !== (name === 'unnest') && (isTable || name === 'unnest')
      );
    }),
  },
  {
    id: 'own-table',
    what: 'refused',
    on: 'athena',
    say: 'a table of `--with`',
    instead: 'a table in the Glue catalog, or a list: `(VALUES (1), (2)) AS t(n)`',
    find: where((site) => isUnknown(site) && !isForeign(site)),
  },
  {
    id: 'schema-of-duckdb',
    what: 'refused',
    on: 'athena',
    say: '`main.files`',
    instead: '`files`',
    find: where(
      ({ node }) => node['type'] === 'BASE_TABLE' && /^(?:main|memory)$/.test(nameIn(node, 'schema_name')),
    ),
  },
  {
    id: 'schema-of-athena',
    what: 'refused',
    on: 'duckdb',
    say: '`another_database.files`, `awsdatacatalog.fits_datalake.files`',
    instead: '`files`, `fits_datalake.files`',
    find: where(
      (site) =>
        isForeign(site) &&
        (textIn(site.node, 'catalog_name') !== '' ||
          !['main', DEFAULT_DATABASE].includes(nameIn(site.node, 'schema_name'))),
    ),
  },
];

const isFilled = (list: unknown): boolean => Array.isArray(list) && list.length > 0;

const isUnknown = ({ node, tables }: Site): boolean =>
  node['type'] === 'BASE_TABLE' &&
  !tables.has(nameIn(node, 'table_name')) &&
  !isOfLake(nameIn(node, 'table_name'));

/** Tables that every lake and every stack has. */
const isOfLake = (name: string): boolean => name === 'lake_rows' || VIEWS.some((view) => view === name);
