import { DEFAULT_STACK } from '../../deployment/stack-name.ts';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { namedQueries } from '../../sql/queries.ts';

/**
 * What can be queried: the views with their columns, also those of `keywords`, the named queries, and examples.
 *
 * @param saved the list of the lake's saved queries, if it has any
 */
export async function listing(keywords: readonly KeywordColumn[] = [], saved?: string): Promise<string> {
  const { describedViews } = await import('../../engines/duckdb/described-views.ts');
  const views = (await describedViews(keywords)).map(({ name, about, columns }) => {
    const typed = columns.map((column) =>
      column.type === 'varchar' ? column.name : `${column.name}${NBSP}${column.type}`,
    );
    const list = wrapped(typed.join(', '), '  ').replaceAll(NBSP, ' ');
    return `${wrapped(`${name}: ${about}`, '')}\n${list}`;
  });
  const head = 'Views and their columns (varchar unless another type is given):';
  return `${[head, ...views, namedList(), ...(saved === undefined ? [] : [saved]), EXAMPLES].join('\n\n')}\n`;
}

/** A no-break space, which keeps a column and its type on one line. */
const NBSP = '\u00a0';

/** Characters per line. */
const LINE = 100;

/** Text wrapped into lines. The first one is indented by `indent`, the others by two spaces. */
const wrapped = (text: string, indent: string): string =>
  indent + text.replace(new RegExp(`(.{1,${LINE - 2}})(?: |$)`, 'g'), '$1\n  ').trimEnd();

/** The named queries, one per line. */
export function namedList(): string {
  const queries = namedQueries();
  const longest = Math.max(...queries.map(({ name }) => name.length));
  return `Named queries (--named NAME):\n${queries
    .map(({ name, about }) => `  ${name.padEnd(longest)}  ${about}`)
    .join('\n')}`;
}

/** Examples of queries. */
export const EXAMPLES = `Examples:
  fits-datalake query "SELECT object, filter, exptime, date_obs FROM files WHERE exptime > 100"
  fits-datalake query "SELECT card_value, count(*) FROM headers WHERE card_name = 'ORIGIN' GROUP BY card_value"
  fits-datalake query --keywords "GAIN:double,ESO DPR CATG" "SELECT source_url, gain, eso_dpr_catg FROM files"
  fits-datalake query --with targets=my.csv "SELECT f.source_url FROM files f JOIN targets t ON f.object = t.name"
  fits-datalake query --with t=my.csv "SELECT t.name, path FROM t, cone(t.ra, t.dec, 0.5)"
  fits-datalake query --named faulty --format csv > faulty.csv
  fits-datalake query "SELECT * FROM headers" --output headers.parquet
  fits-datalake query --portable "SELECT path, exptime::integer FROM files"
  fits-datalake query --save of "SELECT path FROM files WHERE object = :name"
  fits-datalake query --named of --set name=M31
  echo "SELECT count(*) FROM files" | fits-datalake query
  fits-datalake query --stack ${DEFAULT_STACK} --named origin
Quote strings with single quotes. The column of a keyword with spaces has underscores: ESO DPR CATG is eso_dpr_catg.`;
