import { literal } from '../../sql/text.ts';

const NUMBERS: readonly string[] = ['hdu', 'card_index'];
const MB = 1_000_000;

/**
 * Bytes of the longest row that is taken, and read at a time. DuckDB's own choice, 32 MB at a time for each thread,
 * would be most of an ingest's memory; the larger one takes whatever value fits in the longest header that is read.
 */
const SIZES = {
  usual: { row: 2 * MB, piece: 4 * MB },
  large: { row: 36 * MB, piece: 64 * MB },
} as const;

/**
 * The table function that reads rows as the lake's writers write them: RFC 4180 with \n. Whatever is empty is NULL
 * (`force_not_null`, which would tell, is mistaken about which column is which where not all are read).
 *
 * @param columns the names of its columns
 * @param skip lines to be skipped
 */
export function readCsv(
  file: string,
  columns: readonly string[],
  rows: keyof typeof SIZES,
  skip = 0,
): string {
  const types = columns.map(
    (name) => `${literal(name)}: '${NUMBERS.includes(name) ? 'INTEGER' : 'VARCHAR'}'`,
  );
  const { row, piece } = SIZES[rows];
  return `read_csv(${literal(fileName(file))},
    auto_detect = false, header = false, skip = ${skip}, delim = ',', quote = '"', escape = '"', new_line = '\\n',
    nullstr = '', columns = {${types.join(', ')}}, buffer_size = ${piece}, max_line_size = ${row})`;
}

/** A file's name as DuckDB's file functions take it, which read `*`, `?` and `[` as a pattern. */
export const fileName = (path: string): string => path.replace(/[*?[]/g, '[$&]');
