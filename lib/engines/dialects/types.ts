import type { ViewColumn } from '../../sql/columns/definition.ts';
import { argumentsOf, columnIn, functionIn, isNode, type Node, nodesIn, textIn } from './tree.ts';

// The types of expressions, as far as they follow from the SQL and the columns of the views.

/** What matters of a type. */
export type Type = 'text' | 'integer' | 'decimal' | 'double' | 'boolean' | 'timestamp' | 'date' | 'interval';

/** The columns that an expression can name, with their types if they are known. */
export type Columns = ReadonlyMap<string, Type | undefined>;

const NUMBERS: readonly (Type | undefined)[] = ['integer', 'decimal', 'double'];
const TIMES: readonly (Type | undefined)[] = ['timestamp', 'date'];

/** Whether a type is one of numbers. */
export const isNumber = (type: Type | undefined): boolean => NUMBERS.includes(type);

/** Whether a type is one of times or dates. */
export const isTime = (type: Type | undefined): boolean => TIMES.includes(type);

/** The type of a column of the views. */
export const typeOfColumn = ({ type }: Pick<ViewColumn, 'type'>): Type | undefined =>
  typeNamed(type.replace(/\(.*/, ''));

const NAMES: Readonly<Record<string, Type>> = {
  varchar: 'text',
  string_literal: 'text',
  tinyint: 'integer',
  smallint: 'integer',
  integer: 'integer',
  integer_literal: 'integer',
  bigint: 'integer',
  hugeint: 'integer',
  decimal: 'decimal',
  double: 'double',
  float: 'double',
  boolean: 'boolean',
  timestamp: 'timestamp',
  'timestamp with time zone': 'timestamp',
  date: 'date',
  interval: 'interval',
};

/** The type with a name of DuckDB or Trino. */
const typeNamed = (name: string): Type | undefined => NAMES[name.toLowerCase()];

/** The types of what functions return, by type. */
const RETURNS: Readonly<Partial<Record<Type, string>>> = {
  text: '|| concat concat_ws lower upper lcase ucase substr substring trim ltrim rtrim replace regexp_replace regexp_extract split_part lpad rpad reverse translate left right date_format strftime array_join array_to_string string_agg group_concat listagg printf format chr dayname monthname url_encode url_decode',
  integer:
    'count count_star count_if countif approx_distinct approx_count_distinct length len strlen strpos position instr year month day hour minute quarter week dayofweek dayofyear date_diff datediff date_part row_number rank dense_rank ntile cardinality //',
  double:
    'avg stddev stddev_pop stddev_samp variance var_pop var_samp sqrt exp ln log log2 log10 sin cos tan asin acos atan atan2 radians degrees power pow cbrt pi random to_unixtime epoch',
  boolean:
    '~~ !~~ ~~* !~~* ~~~ regexp_like regexp_matches regexp_full_match starts_with contains bool_and bool_or',
  timestamp: 'now date_parse strptime from_unixtime to_timestamp make_timestamp',
  interval: 'to_days to_hours to_minutes to_seconds to_months to_years to_weeks',
};

const RETURNED = new Map(
  Object.entries(RETURNS).flatMap(([type, names]) =>
    names.split(' ').map((name) => [name, type as Type] as const),
  ),
);

/** Functions that return a value of the type of their first argument. */
const AS_ARGUMENT =
  /^(?:sum|min|max|any_value|arbitrary|first|last|mode|median|lag|lead|(?:first|last|nth)_value|(?:min|max|arg_min|arg_max)(?:_by)?|round|floor|ceil|ceiling|abs|sign|mod|%|nullif|ifnull|greatest|least|date_trunc|approx_percentile)$/;

/** The type of an expression; undefined if it is not known. */
export function typeOf(node: Node | undefined, columns: Columns): Type | undefined {
  if (node === undefined) return undefined;
  const typeIn = (part: Node | undefined) => typeOf(part, columns);
  switch (node['type']) {
    case 'VALUE_CONSTANT':
      return typeOfValue(node);
    case 'COLUMN_REF':
      return columnType(columnIn(node) ?? '', columns);
    case 'OPERATOR_CAST':
      return typeIs(node['cast_type']);
    case 'OPERATOR_COALESCE':
      return firstOf(argumentsOf(node).map(typeIn));
    case 'OPERATOR_TRY':
      return typeIn(argumentsOf(node)[0]);
    case 'CASE_EXPR': {
      const results = nodesIn(node['case_checks']).flatMap((check) => nodesIn(check['then_expr']));
      return firstOf([...results, ...nodesIn(node['else_expr'])].map(typeIn));
    }
    default:
      return /^(?:COMPARE|CONJUNCTION|OPERATOR_(?:NOT|IS_))/.test(textIn(node, 'type'))
        ? 'boolean'
        : typeOfCall(node, columns);
  }
}

const firstOf = (types: readonly (Type | undefined)[]): Type | undefined =>
  types.find((type) => type !== undefined);

function columnType(name: string, columns: Columns): Type | undefined {
  if (columns.has(name)) return columns.get(name);
  if (name === 'current_date') return 'date';
  return name === 'current_timestamp' ? 'timestamp' : undefined;
}

/** The type that a cast, or a literal, names. */
const typeIs = (type: unknown): Type | undefined =>
  isNode(type) ? typeNamed(textIn(type, 'id')) : undefined;

function typeOfValue(node: Node): Type | undefined {
  const [value] = nodesIn(node['value']);
  return value === undefined || value['is_null'] === true ? undefined : typeIs(value['type']);
}

function typeOfCall(node: Node, columns: Columns): Type | undefined {
  const name = functionIn(node);
  const types = argumentsOf(node).map((argument) => typeOf(argument, columns));
  if (['+', '-', '*', '/'].includes(name)) return typeOfSum(name, types);
  if (name === 'date_trunc') return types[1];
  return AS_ARGUMENT.test(name) ? types[0] : RETURNED.get(name);
}

function typeOfSum(operator: string, types: readonly (Type | undefined)[]): Type | undefined {
  const time = types.find(isTime);
  if (time !== undefined) return types.every(isTime) && types.length === 2 ? 'interval' : time;
  if (!types.every(isNumber)) return undefined;
  if (types.includes('double')) return 'double';
  if (types.includes('decimal')) return 'decimal';
  return operator === '/' ? 'double' : 'integer';
}
