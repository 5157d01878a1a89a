import { literal } from '../../sql/text.ts';

// How DuckDB reads the CSV of lake objects.

const NUMBERS: readonly string[] = ['hdu', 'card_index'];
const MB = 1_000_000;

/**
 * The longest row that is accepted, and the buffer, in bytes. DuckDB's default buffer of 32 MB for each thread would be
 * most of an ingest's memory. The larger size accepts any value of the longest header that is read.
 */
const SIZES = {
  usual: { row: 2 * MB, buffer: 4 * MB },
  large: { row: 36 * MB, buffer: 64 * MB },
} as const;

/**
 * The table function that reads rows as a lake writes them: RFC 4180 with \n. Empty fields become NULL. (The option
 * `force_not_null` would keep them empty, but it applies to the wrong columns if not all columns are read.)
 *
 * @param columns the names of the file's columns
 * @param skip the number of lines to skip
 */
export function readCsv(
  file: string,
  columns: readonly string[],
  size: keyof typeof SIZES,
  skip = 0,
): string {
  const types = columns.map(
    (name) => `${literal(name)}: '${NUMBERS.includes(name) ? 'INTEGER' : 'VARCHAR'}'`,
  );
  const { row, buffer } = SIZES[size];
  return `read_csv(${literal(fileName(file))},
    auto_detect = false, header = false, skip = ${skip}, delim = ',', quote = '"', escape = '"', new_line = '\\n',
    nullstr = '', columns = {${types.join(', ')}}, buffer_size = ${buffer}, max_line_size = ${row})`;
}

/** A path for DuckDB's file functions, with its wildcards `*`, `?` and `[` escaped. */
export const fileName = (path: string): string => path.replace(/[*?[]/g, '[$&]');
