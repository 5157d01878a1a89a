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
  /** Binary data that has to be decoded. */
  binary: { readonly base64: string; readonly hasFlags: boolean } | undefined;
  /** Elements that are open. */
  depth: number;
  /** Attributes of the tag that is read. */
  attributes: number;
  /** Values of all rows. */
  values: number;
  isOver: boolean;
}

/** How much is read. */
export interface ReadLimits {
  readonly mostRows: number;
  readonly mostValues: number;
  /** Called after each step, of which none takes long. */
  pause(): Promise<void>;
}

/** Bytes of XML that are read in one step. */
const STEP_BYTES = 32_768;
/** Values of binary data that are read in one step, each with 2 bytes on average. */
const STEP_VALUES = 10_000;
/** A VOTable has a depth of about ten. */
const DEEPEST = 50;
/** A FIELD has about ten. */
const MOST_ATTRIBUTES = 50;

/**
 * Reads the first table of a VOTable. There are no entities but those of XML itself, and nothing is fetched.
 *
 * @param what is read, for messages
 * @throws VoError if it is not a VOTable that can be read, or has too many rows or values
 */
export async function readVotable(
  bytes: Uint8Array,
  what: string,
  limits: ReadLimits,
): Promise<UploadedTable> {
  const reading: Reading = {
    ...{ fields: [], rows: [], row: undefined, text: undefined, encoding: undefined, binary: undefined },
    ...{ depth: 0, attributes: 0, values: 0, isOver: false },
  };
  try {
    await readXml(parserInto(reading), bytes, async () => {
      await readBinary(reading, limits);
      expectFew(reading, what, limits);
      await limits.pause();
    });
  } catch (error) {
    if (error instanceof VoError) throw error;
    throw new VoError(`${what} is not a VOTable: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (reading.fields.length === 0) throw new VoError(`${what} is not a VOTable with a table`);
  return { columns: reading.fields.map(({ column }) => column), rows: reading.rows };
}

/** Reads XML in steps. */
async function readXml(parser: SaxesParser, bytes: Uint8Array, onStep: () => Promise<void>): Promise<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let at = 0; at < bytes.length; at += STEP_BYTES) {
    parser.write(decoder.decode(bytes.subarray(at, at + STEP_BYTES), { stream: true }));
    await onStep();
  }
  parser.write(decoder.decode()).close();
}

function parserInto(reading: Reading): SaxesParser {
  const parser = new SaxesParser();
  parser.on('doctype', () => {
    throw new VoError('an uploaded table cannot have a DOCTYPE');
  });
  parser.on('attribute', () => {
    if (++reading.attributes > MOST_ATTRIBUTES)
      throw new VoError(`an element of an uploaded table has more than ${MOST_ATTRIBUTES} attributes`, 413);
  });
  parser.on('opentag', (tag) => {
    reading.attributes = 0;
    if (++reading.depth > DEEPEST)
      throw new VoError(`the elements of an uploaded table are nested more than ${DEEPEST} times`, 413);
    open(reading, tag);
  });
  parser.on('text', (text) => {
    if (reading.text !== undefined) reading.text += text;
  });
  parser.on('closetag', ({ name }) => {
    reading.depth--;
    close(reading, localName(name));
  });
  return parser;
}

function expectFew({ rows, values }: Reading, what: string, { mostRows, mostValues }: ReadLimits): void {
  if (rows.length > mostRows) throw new VoError(`${what} has more than ${mostRows} rows`, 413);
  if (values > mostValues) throw new VoError(`${what} has too many values: more than ${mostValues}`, 413);
}

async function readBinary(reading: Reading, limits: ReadLimits): Promise<void> {
  const { binary, fields, rows } = reading;
  if (binary === undefined) return;
  reading.binary = undefined;
  let [values, bytes] = [0, 0];
  for (const { values: row, end } of binaryRows(
    fields,
    Buffer.from(binary.base64, 'base64'),
    binary.hasFlags,
  )) {
    rows.push(row);
    reading.values += row.length;
    if (rows.length > limits.mostRows || reading.values > limits.mostValues) return;
    if (reading.values - values < STEP_VALUES && end - bytes < 2 * STEP_VALUES) continue;
    [values, bytes] = [reading.values, end];
    await limits.pause();
  }
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

function close(reading: Reading, name: string): void {
  if (reading.isOver) return;
  const { text = '', row, fields } = reading;
  switch (name) {
    case 'TD': {
      const field = fields[row?.length ?? 0];
      if (field === undefined)
        throw new VoError('a row of an uploaded table has more cells than there are fields');
      row?.push(textValue(field, text));
      reading.values++;
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
      reading.binary = { base64: text, hasFlags: name === 'BINARY2' };
      reading.text = undefined;
      return;
    case 'TABLE':
      reading.isOver = true;
      return;
    default:
  }
}
