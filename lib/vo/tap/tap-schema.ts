import type { ColumnType, Value } from '../../engines/answer.ts';
import { FIELD_TYPES } from '../../formats/votable.ts';
import { literal } from '../../sql/text.ts';
import { adqlName } from '../adql/reserved.ts';
import type { Table, TableColumn } from '../tables.ts';

// TAP_SCHEMA, the tables about tables. Source: TAP 1.1, section 4
// (https://www.ivoa.net/documents/TAP/20190927/). They are written into each query that names them.

const SCHEMA = 'TAP_SCHEMA';

/** What the service says about a schema. */
export const SCHEMAS: Readonly<Record<string, string>> = {
  [SCHEMA]: 'the tables and columns of this service',
  ivoa: 'tables that the IVOA defines',
  fits_datalake: 'files, HDUs and header cards of the lake',
  TAP_UPLOAD: 'tables that come with a query',
};

/** How tables can be joined. */
interface Key {
  readonly id: string;
  readonly from: string;
  readonly target: string;
  readonly about: string;
  readonly columns: readonly (readonly [from: string, target: string])[];
}

const ofFile = (id: string, from: string): Key => ({
  ...{ id, from, target: 'files', about: 'the file that a row is about' },
  columns: ['source_bucket', 'source_key'].map((name) => [name, name]),
});

const ofSchema = (from: string, column: string, target: string, targetColumn = column): Key => ({
  ...{ id: `${from}_${column}`, from: `${SCHEMA}.${from}`, target: `${SCHEMA}.${target}` },
  ...{ about: `the row of ${target} that a row belongs to`, columns: [[column, targetColumn]] },
});

const KEYS: readonly Key[] = [
  ofFile('file_of_hdu', 'hdus'),
  ofFile('file_of_card', 'headers'),
  ofFile('file_of_observation', 'ivoa.obscore'),
  ofSchema('tables', 'schema_name', 'schemas'),
  ofSchema('columns', 'table_name', 'tables'),
  ofSchema('keys', 'from_table', 'tables', 'table_name'),
  ofSchema('keys', 'target_table', 'tables', 'table_name'),
  ofSchema('key_columns', 'key_id', 'keys'),
];

/** The name of a table as queries write it. */
export const tableName = ({ schema, name }: Pick<Table, 'schema' | 'name'>): string =>
  schema === 'fits_datalake' ? name : `${schema}.${name}`;

const text = (name: string, about: string): TableColumn => column(name, 'text', about);
const integer = (name: string, about: string): TableColumn => column(name, 'integer', about);

function column(name: string, type: ColumnType, about: string): TableColumn {
  return { name, type, about, isStandard: true, isPrincipal: true };
}

interface Definition {
  readonly name: string;
  readonly about: string;
  readonly columns: readonly TableColumn[];
}

const TABLES: readonly Definition[] = [
  {
    name: 'schemas',
    about: 'the schemas of this service',
    columns: [
      text('schema_name', 'name of the schema'),
      text('utype', 'its place in a data model'),
      text('description', 'what it contains'),
      integer('schema_index', 'order in which to show the schemas'),
    ],
  },
  {
    name: 'tables',
    about: 'the tables of this service',
    columns: [
      text('schema_name', 'schema that the table is in'),
      text('table_name', 'name of the table, as queries write it'),
      text('table_type', 'table or view'),
      text('utype', 'its place in a data model'),
      text('description', 'what its rows are'),
      integer('table_index', 'order in which to show the tables'),
    ],
  },
  {
    name: 'columns',
    about: 'the columns of all tables of this service',
    columns: [
      text('table_name', 'table that has the column'),
      text('column_name', 'name of the column, as queries write it'),
      text('datatype', 'type, as VOTable names it'),
      text('arraysize', 'length, as VOTable writes it'),
      text('xtype', 'form of the values'),
      integer('size', 'length of the values, which arraysize replaces'),
      text('description', 'what the column contains'),
      text('utype', 'its place in a data model'),
      text('unit', 'unit, as VOUnits writes it'),
      text('ucd', 'word for the quantity (UCD1+)'),
      integer('indexed', '1 if rows are found fast by it'),
      integer('principal', '1 if it is one of the most important columns'),
      integer('std', '1 if a standard defines the column'),
      integer('column_index', 'order in which to show the columns'),
    ],
  },
  {
    name: 'keys',
    about: 'which tables can be joined',
    columns: [
      text('key_id', 'name of the key'),
      text('from_table', 'table with the key'),
      text('target_table', 'table that it refers to'),
      text('description', 'what the key means'),
      text('utype', 'its place in a data model'),
    ],
  },
  {
    name: 'key_columns',
    about: 'the columns that tables are joined by',
    columns: [
      text('key_id', 'name of the key'),
      text('from_column', 'column of the table with the key'),
      text('target_column', 'column of the table that it refers to'),
    ],
  },
];

/** Whether rows are found fast by a column. */
export const isIndexed = ({ name }: Pick<TableColumn, 'name'>): boolean =>
  name === 's_ra' || name === 's_dec';

/** All tables of a service: those of the lake, and those of TAP_SCHEMA. */
export function withTapSchema(tables: readonly Table[]): Table[] {
  const empty: readonly Table[] = TABLES.map(({ name, about, columns }) => ({
    ...{ schema: SCHEMA, name, about, columns, isBare: false, sqlName: `tap_schema_${name}` },
  }));
  const all = [...tables, ...empty];
  const rows = rowsOf(all);
  return [
    ...tables,
    ...empty.map((table) => ({ ...table, definition: definitionOf(table, rows[table.name] ?? []) })),
  ];
}

type Row = readonly Value[];

function rowsOf(all: readonly Table[]): Readonly<Record<string, readonly Row[]>> {
  const schemas = [...new Set(all.map(({ schema }) => schema))];
  return {
    schemas: schemas.map((schema, at) => [schema, null, SCHEMAS[schema] ?? null, at + 1]),
    tables: all.map(({ schema, name, about, utype, definition }, at) => [
      ...[
        schema,
        tableName({ schema, name }),
        definition === undefined && schema !== SCHEMA ? 'view' : 'table',
      ],
      ...[utype ?? null, about, at + 1],
    ]),
    columns: all.flatMap((table) => table.columns.map((item, at) => columnRow(table, item, at))),
    keys: KEYS.map(({ id, from, target, about }) => [id, from, target, about, null]),
    key_columns: KEYS.flatMap(({ id, columns }) => columns.map(([from, target]) => [id, from, target])),
  };
}

function columnRow(table: Table, item: TableColumn, at: number): Row {
  const { datatype, arraysize, xtype } = FIELD_TYPES[item.type];
  return [
    ...[
      tableName(table),
      adqlName(item.name),
      datatype,
      arraysize ?? null,
      item.xtype ?? xtype ?? null,
      null,
    ],
    ...[item.about ?? null, item.utype ?? null, item.unit ?? null, item.ucd ?? null],
    ...[isIndexed(item) ? 1 : 0, item.isPrincipal ? 1 : 0, item.isStandard ? 1 : 0, at + 1],
  ];
}

/** The SQL of a table with these rows. */
function definitionOf({ columns }: Table, rows: readonly Row[]): string {
  const types = columns.map(({ type }) => (type === 'integer' ? 'integer' : 'varchar'));
  const cells = (row: Row): string => row.map((value, at) => cell(value, types[at] ?? 'varchar')).join(', ');
  return `VALUES ${rows.map((row) => `(${cells(row)})`).join(', ')}`;
}

/** NULL has a type too: there may be nothing else in a column. */
function cell(value: Value, type: string): string {
  if (value === null) return `CAST(NULL AS ${type})`;
  return typeof value === 'string' ? literal(value) : String(value);
}

/** The keys of a table, for VOSI. */
export const keysOf = (table: string): readonly Key[] => KEYS.filter(({ from }) => from === table);
