import { namedQueries } from '../../lib/sql/queries.ts';
import { type ViewColumn, viewColumns } from '../../lib/sql/view-columns.ts';
import { views } from '../../lib/sql/views.ts';
import { code, markdownTable } from './markdown.ts';

/** Each view: what its rows are, and its columns. */
export const viewsSection = (): string =>
  views()
    .map(({ name, about }) => {
      const rows = viewColumns(name).map((column) => [code(column.name), column.type, aboutOf(column)]);
      return `## ${name}\n\n${about}\n\n${markdownTable(['column', 'type', 'meaning'], rows)}`;
    })
    .join('\n\n');

/** The queries of `--named`, and of a stack's workgroup. */
export const namedQueriesTable = (): string =>
  markdownTable(
    ['name', 'what it answers'],
    namedQueries().map(({ name, about }) => [code(name), about]),
  );

/** What a column means; the same in each view that has it. */
const ABOUT: Readonly<Record<string, string>> = {
  source_bucket: 'the bucket, or `file:///folder` for the root of a local lake',
  source_key: 'the name of the file in it: its key, or its path below the root',
  source_url: 'both as one URL',
  collection: 'the leading folders of the key, as one name',
  hdu: 'the HDU, counted from 0 (the primary HDU)',
  card_index: 'the position of the card in its header, from 0',
  card_name: 'the keyword; empty for a blank keyword',
  card_value: 'the value as text, ready for a cast in SQL; NULL if it is undefined',
  card_number: 'the value of an integer or floating-point card as a number, otherwise NULL',
  card_comment: 'the comment of the card',
  card_type: '`string`, `integer`, `float`, `logical`, `complex`, `undefined` or `commentary`',
  size: 'bytes of the file',
  last_modified: 'when the file was last written (UTC)',
  extracted_at: 'when its headers were read (UTC)',
  etag: 'the version of the file that was read',
  container: '`fits`, or the compression: `gzip`, `compress`, `bzip2`, `zstd`',
  hdu_count: 'how many HDUs were read',
  card_count: 'how many header cards were read',
  bytes_read: 'bytes that were read from the file',
  requests: 'requests that it took',
  faults: 'how many faults the file has',
  type: '`PRIMARY`, `RANDOM GROUPS`, or the value of XTENSION, such as `IMAGE` or `BINTABLE`',
  extname: 'the value of EXTNAME',
  extver: 'the value of EXTVER',
  header_offset: 'the byte at which the header begins (in the uncompressed file)',
  data_offset: 'the byte at which the data begins',
  data_length: 'bytes of data, without padding',
  byte: 'the byte at which the fault is (in the uncompressed file)',
  code: 'the [fault code](faults.md)',
  reason: 'a sentence that names the HDU and the byte',
  removed_at: 'when the file was found to be gone (UTC)',
  object: 'OBJECT',
  telescop: 'TELESCOP',
  instrume: 'INSTRUME',
  filter: 'FILTER',
  imagetyp: 'IMAGETYP',
  date_obs: 'DATE-OBS',
  exptime: 'EXPTIME, in seconds',
  airmass: 'AIRMASS',
};

function aboutOf({ name, about = ABOUT[name] }: ViewColumn & { readonly about?: string }): string {
  if (about === undefined) throw new Error(`the column ${name} has no description`);
  return about;
}
