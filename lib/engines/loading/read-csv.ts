import { literal, literals } from '../../sql/text.ts';

// How DuckDB reads the CSV of lake objects.

const NUMBERS: readonly string[] = ['hdu', 'object', 'card_index'];
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
 * The table function that reads rows as a lake writes them: RFC 4180 with \n. Empty fields become NULL.
 *
 * @param columns the names of the file's columns
 * @param skip the number of lines to skip
 */
export const readCsv = (
  file: string,
  columns: readonly string[],
  size: keyof typeof SIZES,
  skip = 0,
): string => reader(file, columns, size, `skip = ${skip}`);

/**
 * The same for a query of all columns, which has to name each of them. Texts that are empty stay empty, which takes less time
 * than to replace NULL. (If not all columns are read, DuckDB applies this option to the wrong ones.)
 */
export const readWholeCsv = (file: string, columns: readonly string[]): string => {
  const texts = columns.filter((name) => !NUMBERS.includes(name));
  return reader(file, columns, 'usual', `force_not_null = [${literals(texts)}]`);
};

function reader(file: string, columns: readonly string[], size: keyof typeof SIZES, option: string): string {
  const types = columns.map(
    (name) => `${literal(name)}: '${NUMBERS.includes(name) ? 'INTEGER' : 'VARCHAR'}'`,
  );
  const { row, buffer } = SIZES[size];
  return `read_csv(${literal(fileName(file))},
    auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', new_line = '\\n', nullstr = '', ${option},
    columns = {${types.join(', ')}}, buffer_size = ${buffer}, max_line_size = ${row})`;
}

/** A path for DuckDB's file functions, with its wildcards `*`, `?` and `[` escaped. */
export const fileName = (path: string): string => path.replace(/[*?[]/g, '[$&]');
