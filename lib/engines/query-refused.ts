// Why a query is not answered, as data. The sentences here name no option of any program: the caller turns the hint into
// advice that fits.

/** The reason why a query is refused, with the facts that belong to it. */
export type Reason =
  /** The engine's own sentence, such as one about a syntax error. */
  | { readonly kind: 'engine'; readonly sentence: string }
  | { readonly kind: 'no-sql' }
  | { readonly kind: 'nul-character' }
  | { readonly kind: 'not-a-query'; readonly statements: readonly string[] }
  | { readonly kind: 'several-statements'; readonly count: number }
  | { readonly kind: 'pivot-without-values' }
  | { readonly kind: 'no-parse-tree' }
  | { readonly kind: 'not-a-condition' }
  | { readonly kind: 'not-available'; readonly what: 'function' | 'view'; readonly name: string }
  | { readonly kind: 'unknown-function'; readonly name: string }
  | { readonly kind: 'unknown-table'; readonly name: string }
  | { readonly kind: 'reads-file'; readonly file: string }
  | { readonly kind: 'limit'; readonly limit: QueryLimit }
  | { readonly kind: 'no-workgroup'; readonly workgroup: string }
  | { readonly kind: 'scan-limit'; readonly workgroup: string }
  | { readonly kind: 'stopped'; readonly why: string };

/** What a query may use up: memory, or disk space for temporary files. */
export type QueryLimit = 'memory' | 'temp-space';

/** What the user may have meant, or can do. */
export type Hint =
  /** The name of the column that was meant. */
  | { readonly kind: 'column'; readonly column: string }
  /** A file is named by three columns, not by one called `file` or `url`. */
  | { readonly kind: 'file-columns' }
  /** Text that lacks its single quotes. */
  | { readonly kind: 'quotes'; readonly text: string }
  /** A keyword that is a column of `files` and `hdus`, but not of the view in the query. */
  | { readonly kind: 'column-elsewhere'; readonly keyword: string; readonly column: string }
  /** A column of other views than the one in the query. */
  | { readonly kind: 'views'; readonly column: string; readonly views: readonly string[] }
  /** A keyword of the lake's headers that is not a column. */
  | { readonly kind: 'keyword'; readonly keyword: string; readonly isNumber: boolean }
  /** What may be a keyword: looking it up would cost a query. */
  | { readonly kind: 'maybe-keyword'; readonly keyword: string; readonly similar?: string | undefined }
  /** The name of something that exists and differs by a letter or two. */
  | { readonly kind: 'similar'; readonly name: string }
  | { readonly kind: 'tables'; readonly tables: readonly string[]; readonly similar?: string | undefined }
  /** Text was used as a number. */
  | { readonly kind: 'numbers' }
  /** How this engine writes a day, and a time. */
  | { readonly kind: 'times'; readonly day: string; readonly time: string }
  /** A time was compared with a part of a date, as if it were text: the range of days that was meant, without its end. */
  | { readonly kind: 'days'; readonly column: string; readonly from: string; readonly to: string }
  /** A keyword in lower case: those of headers are in upper case. */
  | { readonly kind: 'upper-case'; readonly keyword: string }
  /** Names are compared with regard to case: the column, the operator and the text, in lower case. */
  | {
      readonly kind: 'letter-case';
      readonly column: string;
      readonly operator: string;
      readonly text: string;
    }
  /** A file can be loaded as a table. The name is undefined if none follows from the file's name. */
  | { readonly kind: 'own-table'; readonly file: string; readonly table?: string | undefined }
  /** How the macro `cone` is used. */
  | { readonly kind: 'cone-table' }
  /** Only the answer can be written into a file. */
  | { readonly kind: 'write-answer' }
  | { readonly kind: 'raise-limit'; readonly limit: QueryLimit }
  | { readonly kind: 'one-query' }
  | { readonly kind: 'incomplete-sql' }
  /** A whole query was given, where only a condition is expected. */
  | { readonly kind: 'whole-query' };

/** The refusal of a query by an engine. */
export class QueryRefused extends Error {
  override readonly name = 'QueryRefused';
  readonly reason: Reason;
  readonly hint: Hint | undefined;
  constructor(
    reason: Reason,
    { hint, cause }: { readonly hint?: Hint | undefined; readonly cause?: unknown } = {},
  ) {
    super(sentenceOf(reason), { cause });
    this.reason = reason;
    this.hint = hint;
  }
}

/** Reasons whose sentence needs no facts. */
const SENTENCES = {
  'no-sql': 'there is no SQL statement',
  'nul-character': 'the SQL contains a NUL character',
  'pivot-without-values': 'PIVOT needs the values that become columns: ON column IN (value, ...)',
  'not-a-condition': 'this is not a single condition, which is what follows WHERE in SQL',
  'no-parse-tree': 'DuckDB returns no parse tree for this SQL',
} as const;

const NEEDS_MORE: Readonly<Record<QueryLimit, string>> = {
  memory: 'memory',
  'temp-space': 'disk space for temporary files',
};

function sentenceOf(reason: Reason): string {
  switch (reason.kind) {
    case 'engine':
      return reason.sentence;
    case 'not-a-query':
      return `only queries are answered: ${reason.statements.join(', ')}`;
    case 'several-statements':
      return `this SQL has ${reason.count} statements, and only one can run at a time`;
    case 'not-available':
      return `the ${reason.what} ${reason.name} is not available in queries`;
    case 'unknown-function':
      return `there is no function ${reason.name}`;
    case 'unknown-table':
      return `there is no table ${reason.name}`;
    case 'reads-file':
      return `a query can read the lake, but not the file ${reason.file}`;
    case 'limit':
      return `the query needs more ${NEEDS_MORE[reason.limit]} than it may use`;
    case 'no-workgroup':
      return `Athena has no workgroup ${reason.workgroup}: was it deleted, or is it in another region?`;
    case 'scan-limit':
      return `the query would read more data than the scan limit of the workgroup ${reason.workgroup} allows, so Athena stopped it`;
    case 'stopped':
      return `the query was stopped: ${reason.why}`;
    default:
      return SENTENCES[reason.kind];
  }
}
