import { type Answer, type Column, type ColumnType, isNumeric, type Value } from '../engines/answer.ts';
import type { Describe } from './column-about.ts';
import { distinct } from './distinct.ts';
import { isoTime, json } from './json-value.ts';
import { longInteger, NotRepresentable } from './not-representable.ts';
import { xmlAttributes, xmlText } from './xml.ts';

// VOTable 1.4 (https://www.ivoa.net/documents/VOTable/20191021/) with TABLEDATA, which every reader understands. DALI 1.1
// (https://www.ivoa.net/documents/DALI/20170517/) adds the status and the form of times.

/** How a type is declared. */
export interface FieldType {
  readonly datatype: string;
  readonly arraysize?: string;
  readonly xtype?: string;
}

/** How each type is declared. Text can have any character, which only `unicodeChar` allows. */
export const FIELD_TYPES: Readonly<Record<ColumnType, FieldType>> = {
  boolean: { datatype: 'boolean' },
  integer: { datatype: 'int' },
  bigint: { datatype: 'long' },
  double: { datatype: 'double' },
  date: { datatype: 'char', arraysize: '*', xtype: 'timestamp' },
  timestamp: { datatype: 'char', arraysize: '*', xtype: 'timestamp' },
  text: { datatype: 'unicodeChar', arraysize: '*' },
};

/** What positions and times refer to, by the ID that fields name: the lake's are ICRS, and MJD in UTC. */
const SYSTEMS: Readonly<Record<string, string>> = {
  ICRS: '<COOSYS ID="ICRS" system="ICRS"/>',
  MJD_UTC: '<TIMESYS ID="MJD_UTC" timeorigin="MJD-origin" timescale="UTC" refposition="UNKNOWN"/>',
};

/** What a VOTable has besides a table, as XML elements. */
export interface VotableParts {
  /** Before the table. */
  readonly infos?: readonly string[];
  /** Behind the table, when all of its rows have been written. */
  readonly last?: () => string;
  /** Behind the results. */
  readonly resources?: string;
}

/**
 * A VOTable. NULL is an empty cell, and so is an empty text: the format cannot tell them apart. Control characters become
 * U+FFFD, because XML cannot hold them.
 *
 * @throws NotRepresentable if an integer has more than 64 bits, or a time is not in UTC and of the years 0 to 9999
 */
export async function* votable(
  { columns, pieces }: Answer,
  describe: Describe,
  { infos = [], last, resources = '' }: VotableParts = {},
): AsyncGenerator<string, void> {
  const fields = fieldsOf(columns, describe);
  const referenced = new Set(fields.map(({ system }) => system));
  yield [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">',
    '<RESOURCE type="results">',
    '<INFO name="QUERY_STATUS" value="OK"/>',
    ...infos,
    ...Object.entries(SYSTEMS).flatMap(([id, element]) => (referenced.has(id) ? [element] : [])),
    '<TABLE>',
    ...fields.map(({ element }) => element),
    '<DATA>',
    '<TABLEDATA>\n',
  ].join('\n');
  for await (const rows of pieces) {
    yield rows
      .map((row) => `<TR>${columns.map((column, at) => cell(column, row[at] ?? null)).join('')}</TR>\n`)
      .join('');
  }
  yield `</TABLEDATA>\n</DATA>\n</TABLE>\n${last?.() ?? ''}</RESOURCE>\n${resources}</VOTABLE>\n`;
}

/** The declaration of a column. */
interface Field {
  readonly element: string;
  /** The ID of what its values refer to. */
  readonly system: string | undefined;
}

function fieldsOf(columns: readonly Column[], describe: Describe): Field[] {
  const ids = new Set([...Object.keys(SYSTEMS), ...columns.map(({ name }) => name)]);
  const names = new Set<string>();
  return columns.map(({ name, type }, at) => {
    const { about, unit, ucd, utype, xtype, datatype, id } = describe(name, at);
    const system = systemOf(ucd ?? '', unit);
    const attributes = xmlAttributes({
      ID: id ?? (isXmlId(name) ? undefined : newId(name, ids)),
      name: distinct(name.trim().replace(/\s+/g, ' ') || '_', names),
      ...FIELD_TYPES[type],
      ...(type === 'text' && ucd === REGION && { xtype: 'adql:REGION' }),
      ...(xtype !== undefined && { xtype }),
      ...(datatype !== undefined && { datatype }),
      unit: isNumeric({ type }) ? unit : undefined,
      ucd,
      utype,
      ref: system,
    });
    const element =
      about === undefined
        ? `<FIELD${attributes}/>`
        : `<FIELD${attributes}><DESCRIPTION>${xmlText(about)}</DESCRIPTION></FIELD>`;
    return { element, system };
  });
}

/** The UCD of footprints, which the lake has as STC-S. */
const REGION = 'pos.outline;obs.field';

/** The ID of what a quantity refers to. */
const systemOf = (ucd: string, unit: string | undefined): string | undefined => {
  if (/^pos\.(?:eq|outline)\b/.test(ucd)) return 'ICRS';
  return unit === 'd' && /^time\.(?:start|end|epoch)\b/.test(ucd) ? 'MJD_UTC' : undefined;
};

const isXmlId = (name: string): boolean => /^[A-Za-z_][\w.-]*$/.test(name);

/** An ID for a column whose name cannot be one, such as `count(*)`. Readers need one as the name of a variable. */
function newId(name: string, taken: Set<string>): string {
  return distinct(name.replace(/\W+/g, '_').replace(/^(?=\d)|^$/, '_'), taken);
}

const cell = ({ name, type }: Column, value: Value): string => {
  const text = cellText(name, type, value);
  return text === '' ? '<TD/>' : `<TD>${text}</TD>`;
};

function cellText(name: string, type: ColumnType, value: Value): string {
  if (value === null) return '';
  switch (typeof value) {
    case 'boolean':
      return value ? 'T' : 'F';
    case 'bigint':
      return String(longInteger(value, name));
    case 'number':
      return numberText(value);
    case 'string':
      return xmlText(type === 'timestamp' || type === 'date' ? timeText(value, name) : value);
    default:
      return xmlText(json(value));
  }
}

/** A date or a time, as DALI spells them. */
function timeText(value: string, column: string): string {
  if (/^\d{4}-\d\d-\d\d(?: [\d:.]+(?:\+00)?)?$/.test(value)) return isoTime(value);
  throw new NotRepresentable(`VOTable cannot hold the time ${value}; use CAST(... AS varchar)`, column);
}

/** A number, as section 6 of VOTable spells it. */
const numberText = (value: number): string =>
  Number.isFinite(value) || Number.isNaN(value) ? String(value) : value > 0 ? '+Inf' : '-Inf';
