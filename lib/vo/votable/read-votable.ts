import { SaxesParser, type SaxesTagPlain } from 'saxes';
import type { Value } from '../../engines/answer.ts';
import type { TableColumn } from '../tables.ts';
import { VoError } from '../vo-error.ts';
import { binaryRows } from './binary-rows.ts';
import { type Field, fieldOf, textValue } from './fields.ts';

// Reads the first table of a VOTable, with TABLEDATA, BINARY or BINARY2. Source: VOTable 1.4
// (https://www.ivoa.net/documents/VOTable/20191021/).

/** A table that came with a request. */
export interface UploadedTable {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly Value[])[];
}

/** What has been read so far. */
interface Reading {
  readonly fields: Field[];
  readonly rows: Value[][];
  row: Value[] | undefined;
  /** The text of the element that is open, if it matters. */
  text: string | undefined;
  encoding: string | undefined;
  isOver: boolean;
}

/**
 * Reads the first table of a VOTable.
 *
 * @param what is read, for messages
 * @throws VoError if it is not a VOTable that can be read, or has too many rows
 */
export function readVotable(bytes: Uint8Array, what: string, mostRows: number): UploadedTable {
  const reading: Reading = {
    ...{ fields: [], rows: [], row: undefined, text: undefined, encoding: undefined, isOver: false },
  };
  const tooMany = (): never => {
    throw new VoError(`${what} has more than ${mostRows} rows`, 413);
  };
  const parser = new SaxesParser();
  parser.on('opentag', (tag) => open(reading, tag));
  parser.on('text', (text) => {
    if (reading.text !== undefined) reading.text += text;
  });
  parser.on('closetag', ({ name }) => {
    close(reading, localName(name), mostRows);
    if (reading.rows.length > mostRows) tooMany();
  });
  try {
    parser.write(new TextDecoder('utf-8', { fatal: true }).decode(bytes)).close();
  } catch (error) {
    if (error instanceof VoError) throw error;
    throw new VoError(`${what} is not a VOTable: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (reading.fields.length === 0) throw new VoError(`${what} is not a VOTable with a table`);
  return { columns: reading.fields.map(({ column }) => column), rows: reading.rows };
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

function open(reading: Reading, { name, attributes }: SaxesTagPlain): void {
  if (reading.isOver) return;
  switch (localName(name)) {
    case 'FIELD':
      reading.fields.push(fieldOf(attributes, reading.fields));
      return;
    case 'VALUES': {
      const field = reading.fields.at(-1);
      if (field !== undefined && attributes['null'] !== undefined) field.nullText = attributes['null'];
      return;
    }
    case 'TR':
      reading.row = [];
      return;
    case 'STREAM':
      if (attributes['href'] !== undefined)
        throw new VoError('an uploaded table cannot refer to another address');
      reading.encoding = attributes['encoding'];
      reading.text = '';
      return;
    case 'TD':
      reading.encoding = attributes['encoding'];
      reading.text = '';
      return;
    case 'FITS':
    case 'PARQUET':
      throw new VoError(`an uploaded table cannot be in the format ${localName(name)}`);
    default:
  }
}

function close(reading: Reading, name: string, mostRows: number): void {
  if (reading.isOver) return;
  const { text = '', row, fields } = reading;
  switch (name) {
    case 'TD': {
      const field = fields[row?.length ?? 0];
      if (field === undefined)
        throw new VoError('a row of an uploaded table has more cells than there are fields');
      row?.push(textValue(field, text));
      reading.text = undefined;
      return;
    }
    case 'TR':
      if (row?.length !== fields.length)
        throw new VoError('a row of an uploaded table has fewer cells than there are fields');
      reading.rows.push(row);
      return;
    case 'BINARY':
    case 'BINARY2':
      if (reading.encoding?.toLowerCase() !== 'base64')
        throw new VoError('the binary data of an uploaded table must be in base64');
      for (const values of binaryRows(fields, Buffer.from(text, 'base64'), name === 'BINARY2')) {
        reading.rows.push(values);
        if (reading.rows.length > mostRows) return;
      }
      reading.text = undefined;
      return;
    case 'TABLE':
      reading.isOver = true;
      return;
    default:
  }
}
