import type { ColumnType } from '../engines/answer.ts';
import { DEFAULT_DATABASE } from '../lake/table.ts';
import type { ViewColumn } from '../sql/columns/definition.ts';
import type { KeywordColumn } from '../sql/everyday.ts';
import { type ViewName, viewColumns } from '../sql/view-columns.ts';
import { views } from '../sql/views.ts';
import type { Table, TableColumn } from './tables.ts';

// The views of the lake that the service publishes.

/** The data model of the table `ivoa.obscore`. */
export const OBSCORE_MODEL = 'ivo://ivoa.net/std/ObsCore#core-1.1';

/** The published views, each with its schema. Their names may be used without the schema. */
const PUBLISHED: readonly (readonly [view: ViewName, schema: string])[] = [
  ['obscore', 'ivoa'],
  ['files', DEFAULT_DATABASE],
  ['hdus', DEFAULT_DATABASE],
  ['headers', DEFAULT_DATABASE],
];

/**
 * The published views as tables.
 *
 * @param keywords columns to add to the everyday ones
 */
export function lakeTables(keywords: readonly KeywordColumn[]): Table[] {
  const known = views(keywords);
  return PUBLISHED.map(([view, schema]) => ({
    ...{ schema, name: view, isBare: true, sqlName: view },
    about: known.find(({ name }) => name === view)?.about ?? view,
    ...(view === 'obscore' && { utype: OBSCORE_MODEL }),
    columns: viewColumns(view, keywords).map((column) => tableColumn(view, column)),
  }));
}

const TYPES: Readonly<Record<ViewColumn['type'], ColumnType>> = {
  varchar: 'text',
  double: 'double',
  bigint: 'bigint',
  integer: 'integer',
  boolean: 'boolean',
  date: 'date',
  'timestamp(6)': 'timestamp',
};

function tableColumn(view: ViewName, { name, type, about, unit, ucd, utype }: ViewColumn): TableColumn {
  const isStandard = view === 'obscore' && utype !== undefined;
  return {
    ...{ name, type: TYPES[type], about },
    ...(unit !== undefined && { unit }),
    ...(ucd !== undefined && { ucd }),
    ...(utype !== undefined && { utype: `obscore:${utype}` }),
    ...(name === 's_region' && { isFootprint: true, xtype: 'adql:REGION' }),
    ...(isStandard && { isStandard }),
    ...((isStandard || ['path', 'hdu', 'card_name', 'card_value', 'object'].includes(name)) && {
      isPrincipal: true,
    }),
  };
}
