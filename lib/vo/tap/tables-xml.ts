import { FIELD_TYPES } from '../../formats/votable.ts';
import { xmlAttributes, xmlText } from '../../formats/xml.ts';
import { adqlName } from '../adql/reserved.ts';
import type { Table, TableColumn } from '../tables.ts';
import { isIndexed, keysOf, SCHEMAS, tableName } from './tap-schema.ts';

// The tables as XML. Source: VOSI 1.1, section 2.2 (https://www.ivoa.net/documents/VOSI/20170524/), and VODataService.

const NAMESPACES =
  'xmlns:vosi="http://www.ivoa.net/xml/VOSITables/v1.0" xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** All tables. */
export function tablesXml(tables: readonly Table[]): string {
  const schemas = [...new Set(tables.map(({ schema }) => schema))].map((schema) => {
    const inside = tables.filter((table) => table.schema === schema);
    return `<schema>\n${element('name', schema)}${element('description', SCHEMAS[schema])}${inside
      .map((table) => `<table type="${typeOf(table)}">\n${contentsOf(table)}</table>\n`)
      .join('')}</schema>\n`;
  });
  return `${DECLARATION}<vosi:tableset ${NAMESPACES}>\n${schemas.join('')}</vosi:tableset>\n`;
}

/**
 * All tables, for astroquery: its TapPlus reads only columns that have an attribute of ESA's, which the schema does not allow.
 */
export const tablesForAstroquery = (tables: readonly Table[]): string =>
  tablesXml(tables)
    .replace('<vosi:tableset', '<vosi:tableset xmlns:esatapplus="http://esa.int/xml/EsaTapPlus"')
    .replaceAll('<column ', '<column esatapplus:flags="0" ');

/** One table; undefined if there is none of this name. */
export function tableXml(tables: readonly Table[], name: string): string | undefined {
  const table = tables.find((known) => tableName(known).toLowerCase() === name.toLowerCase());
  if (table === undefined) return undefined;
  return `${DECLARATION}<vosi:table type="${typeOf(table)}" ${NAMESPACES}>\n${contentsOf(table)}</vosi:table>\n`;
}

const typeOf = ({ definition }: Table): string => (definition === undefined ? 'view' : 'table');

const element = (name: string, text: string | undefined): string =>
  text === undefined ? '' : `<${name}>${xmlText(text)}</${name}>\n`;

function contentsOf(table: Table): string {
  const name = tableName(table);
  return [
    ...[element('name', name), element('description', table.about), element('utype', table.utype)],
    ...table.columns.map(columnXml),
    ...keysOf(name).map(({ target, columns }) => {
      const pairs = columns.map(
        ([from, to]) =>
          `<fkColumn><fromColumn>${from}</fromColumn><targetColumn>${to}</targetColumn></fkColumn>
`,
      );
      return `<foreignKey>
${element('targetTable', target)}${pairs.join('')}</foreignKey>
`;
    }),
  ].join('');
}

function columnXml(column: TableColumn): string {
  const { datatype, arraysize, xtype } = FIELD_TYPES[column.type];
  const type = xmlAttributes({
    'xsi:type': 'vs:VOTableType',
    arraysize,
    extendedType: column.xtype ?? xtype,
  });
  return [
    `<column${xmlAttributes({ std: String(column.isStandard ?? false) })}>\n`,
    ...[
      element('name', adqlName(column.name)),
      element('description', column.about),
      element('unit', column.unit),
    ],
    ...[element('ucd', column.ucd), element('utype', column.utype)],
    `<dataType${type}>${datatype}</dataType>\n`,
    isIndexed(column) ? '<flag>indexed</flag>\n' : '',
    column.isPrincipal ? '<flag>principal</flag>\n' : '',
    '</column>\n',
  ].join('');
}
