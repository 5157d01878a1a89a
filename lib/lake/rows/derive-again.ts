import { type HeaderCard, headerOf } from '../../sky/header.ts';
import { DamagedRows, type DeriveAgain, type SourceFile } from '../extraction.ts';
import { sourceUrl } from '../source-url.ts';
import type { BodyWriter } from './body-writer.ts';
import { csvFields, csvRow, placeFields } from './csv.ts';
import type { DerivedRows, RowDeriver } from './derived-rows.ts';
import { addCard } from './header-cards.ts';
import { type KeywordFilter, keywordFilter } from './keyword-filter.ts';
import { type Row, rowReader } from './lake-rows.ts';
import { makeRoomFor, type RowBuffer, writeText } from './row-buffer.ts';
import { extractorRow } from './row-collector.ts';
import { uncompressedRows } from './uncompressed-rows.ts';

// Derives rows again from a lake object. The result is what a new extraction would write, except for the facts about the
// reading itself: extracted_at, bytes_read and requests. Rows are copied as bytes, and only the cards that matter are
// decoded. The memory that this takes is that of both bodies, compressed, and a few megabytes.

/** Rows that are not copied: they are written anew. */
const isRewritten = ({ type, name }: Row): boolean =>
  type === 'derived' || (type === 'file' && (name === 'source_url' || name === 'extractor'));

/**
 * Returns a function that makes the rows of a lake object from its earlier body. It throws DamagedRows.
 *
 * @param open begins a body
 */
export function rowsAgain(deriver: RowDeriver, open: () => BodyWriter): DeriveAgain {
  const isWanted = keywordFilter(deriver.wants, keywordOf);
  return async (body, file) => {
    const out = open();
    const again = fileAgain(file, deriver, isWanted, out);
    const reader = rowReader(file, again.row);
    for await (const piece of uncompressedRows(body, file)) reader.add(piece);
    reader.end();
    again.end();
    return out.close();
  };
}

/** Writes the rows of one file as they are read. */
function fileAgain(
  file: SourceFile,
  deriver: RowDeriver,
  isWanted: KeywordFilter,
  { rows, compress }: BodyWriter,
) {
  const place = placeFields(file.bucket, file.key);
  const derived = deriver.file(file);
  const headers = headersAgain(isWanted, derived);
  let facts = 0;
  const row = (next: Row): void => {
    if (next.type === 'file' && facts++ === 0) {
      headers.end();
      derived.write(rows, compress);
      writeText(rows, csvRow(place, 'file', 'source_url', sourceUrl(file)));
    }
    if (!isRewritten(next)) {
      if (facts > 0 && next.type !== 'file') throw new DamagedRows('its rows are not in their order');
      copyRow(rows, next);
    }
    if (next.type === 'file' && next.name === 'extractor')
      writeText(rows, extractorRow(place, deriver.digest));
    if (next.type !== 'file' && next.type !== 'derived') headers.row(next);
    compress();
  };
  const end = (): void => {
    if (facts === 0) throw new DamagedRows('it has no rows about its file');
  };
  return { row, end };
}

function copyRow(rows: RowBuffer, { bytes, start, end }: Row): void {
  makeRoomFor(rows, end - start);
  rows.bytes.set(bytes.subarray(start, end), rows.length);
  rows.length += end - start;
}

/** Passes on the headers among the rows of a file, each when its rows have ended. */
function headersAgain(isWanted: KeywordFilter, derived: DerivedRows) {
  let current: { readonly hdu: string; readonly type: string } | undefined;
  let cards = new Map<string, HeaderCard>();
  const end = (): void => {
    if (current !== undefined) derived.header(headerOf(Number(current.hdu), current.type, cards));
    current = undefined;
  };
  const row = (next: Row): void => {
    if (next.name !== undefined) {
      if (next.type !== 'hdu' || next.name !== 'type') return;
      end();
      current = { hdu: next.hdu, type: fieldsOf(next)[1] };
      cards = new Map();
      return;
    }
    if (next.hdu !== current?.hdu) throw new DamagedRows('a card is not in its header');
    if (!isWanted(next.bytes, next.nameStart, next.nameEnd)) return;
    const [name, value, comment] = fieldsOf(next);
    addCard(cards, { name, card: { value, comment, type: next.type } });
  };
  return { row, end };
}

/** Name, value and comment of a row. */
function fieldsOf({ bytes, nameStart, end }: Row): [name: string, value: string, comment: string] {
  const [name = '', value = '', comment = ''] = csvFields(text(bytes, nameStart, end - 1));
  return [name, value, comment];
}

/** The keyword in a field, which may be quoted. */
const keywordOf = (bytes: Uint8Array, start: number, end: number): string =>
  csvFields(text(bytes, start, end))[0] ?? '';

const text = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
