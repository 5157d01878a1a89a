import { literal } from '../../sql/text.ts';

// How DuckDB reads the CSV of a lake object.

const NUMBERS: readonly string[] = ['hdu', 'card_index'];
const MB = 1_000_000;

/**
 * The longest row that is accepted, which can have any value of the longest header that is read, and the buffer, in bytes.
 * DuckDB's default buffer would be 32 MB for each thread, and would take no such row.
 */
const LONGEST_ROW = 36 * MB;
const BUFFER = 64 * MB;

/**
 * The table function that reads rows as a lake writes them: RFC 4180 with \n, after a header line. Empty fields become NULL.
 *
 * @param columns the names of the file's columns
 */
export function readCsv(file: string, columns: readonly string[]): string {
  const types = columns.map(
    (name) => `${literal(name)}: '${NUMBERS.includes(name) ? 'INTEGER' : 'VARCHAR'}'`,
  );
  return `read_csv(${literal(fileName(file))},
    auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', new_line = '\\n', nullstr = '', skip = 1,
    columns = {${types.join(', ')}}, buffer_size = ${BUFFER}, max_line_size = ${LONGEST_ROW})`;
}

/** A path for DuckDB's file functions, with its wildcards `*`, `?` and `[` escaped. */
export const fileName = (path: string): string => path.replace(/[*?[]/g, '[$&]');
