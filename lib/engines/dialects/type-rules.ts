import { type Rule, type Site, where } from './rule.ts';
import { argumentsOf, functionIn, type Node, nodesIn, textIn } from './tree.ts';
import { isNumber, isTime, type Type, typeOf } from './types.ts';

// Types that only DuckDB converts, or has.

/** The values that a node compares or chooses from, which have to be of one type on Athena. */
function alikeIn(node: Node): Node[] {
  const type = textIn(node, 'type');
  if (/^COMPARE_(?:IN|NOT_IN)$|^OPERATOR_COALESCE$/.test(type)) return argumentsOf(node);
  if (/^COMPARE_/.test(type))
    return ['left', 'right', 'input', 'lower', 'upper'].flatMap((part) => nodesIn(node[part]));
  if (type !== 'CASE_EXPR') return [];
  return [
    ...nodesIn(node['case_checks']).flatMap((check) => nodesIn(check['then_expr'])),
    ...nodesIn(node['else_expr']),
  ];
}

/** Whether a value of a type is used together with text. */
const withText = (isType: (type: Type | undefined) => boolean) =>
  where(({ node, scope }) => {
    const types = alikeIn(node).map((part) => typeOf(part, scope.columns));
    return types.includes('text') && types.some(isType);
  });

/** Whether an operator has an argument of such a type. */
const hasArgument = ({ node, scope }: Site, isType: (type: Type | undefined) => boolean): boolean =>
  argumentsOf(node).some((argument) => isType(typeOf(argument, scope.columns)));

/** The conditions of a query, which DuckDB also accepts as numbers. */
const CONDITIONS = ['where_clause', 'having', 'when_expr', 'condition'];

/** The names of types that only DuckDB has. Its syntax tree has one name for each type, so the SQL is read. */
const OWN_TYPES =
  /^(?:try_)?cast\s*\(.*?\bas\s+(text|string|bpchar|float4?|float8|int[1248]|numeric|bool|logical|datetime|hugeint|u\w*int\w*|blob|bytea|bit|long|short|signed)\b\s*(?:\([\d\s,]*\))?\s*\)$/is;

export const TYPE_RULES: readonly Rule[] = [
  {
    id: 'time-with-text',
    what: 'refused',
    on: 'athena',
    say: "`date_obs > '2024-09-12'`",
    instead: "`date_obs > TIMESTAMP '2024-09-12 00:00:00'`, `night = DATE '2024-09-12'`",
    find: withText(isTime),
  },
  {
    id: 'number-with-text',
    what: 'refused',
    on: 'athena',
    say: "`hdu = '1'`, or text among numbers in `CASE` and `coalesce`",
    instead: '`hdu = 1`, `CAST(hdu AS varchar)`',
    find: withText(isNumber),
  },
  {
    id: 'boolean-with-text',
    what: 'refused',
    on: 'athena',
    say: "`boolean = 'T'`",
    instead: '`boolean`, `NOT boolean`',
    find: withText((type) => type === 'boolean'),
  },
  {
    id: 'number-as-condition',
    what: 'refused',
    on: 'athena',
    say: '`WHERE faults`, `sum(x > 1)`: a number as a condition, or the reverse',
    instead: '`WHERE faults > 0`, `count_if(x > 1)`',
    find: (site) => {
      const { node, scope } = site;
      const parts = CONDITIONS.flatMap((part) => nodesIn(node[part]));
      const conditions = /^CONJUNCTION|^OPERATOR_NOT$/.test(textIn(node, 'type')) ? argumentsOf(node) : parts;
      return conditions.some((part) => isNumber(typeOf(part, scope.columns))) ||
        (/^(?:sum|avg)$/.test(functionIn(node)) && hasArgument(site, (type) => type === 'boolean'))
        ? where(() => true)(conditions[0] === undefined ? site : { ...site, node: conditions[0] })
        : [];
    },
  },
  {
    id: 'text-joined-with-number',
    what: 'refused',
    on: 'athena',
    say: "`'HDU ' || hdu`",
    instead: "`'HDU ' || CAST(hdu AS varchar)`",
    find: where(
      (site) =>
        /^(?:\|\||concat)$/.test(functionIn(site.node)) &&
        hasArgument(site, (type) => type !== undefined && type !== 'text'),
    ),
  },
  {
    id: 'date-plus-number',
    what: 'refused',
    on: 'athena',
    say: '`night + 1`',
    instead: "`night + INTERVAL '1' DAY`",
    find: where(
      (site) =>
        /^[-+]$/.test(functionIn(site.node)) &&
        hasArgument(site, isTime) &&
        hasArgument(site, (type) => type === 'integer'),
    ),
  },
  {
    id: 'double-colon',
    what: 'refused',
    on: 'athena',
    say: '`x::double`',
    instead: '`CAST(x AS double)`',
    find: where(({ node, text }) => node['type'] === 'OPERATOR_CAST' && text.startsWith('::')),
  },
  {
    id: 'type-name',
    what: 'refused',
    on: 'athena',
    say: '`CAST(x AS text)`, `float`, `bool`, `numeric`, `hugeint`',
    instead: '`varchar`, `double`, `boolean`, `decimal(10, 3)`, `bigint`',
    find: where(({ node, text }) => node['type'] === 'OPERATOR_CAST' && OWN_TYPES.test(upToItsEnd(text))),
  },
  {
    id: 'interval-text',
    what: 'refused',
    on: 'athena',
    say: "`INTERVAL '30 days'`, `INTERVAL 30 DAY`",
    instead: "`INTERVAL '30' DAY`",
    find: where(
      ({ node, text, scope }) =>
        (node['type'] === 'OPERATOR_CAST' &&
          typeOf(node, scope.columns) === 'interval' &&
          !/^(?:::|(?:try_)?cast)/i.test(text)) ||
        (/^to_(?:seconds|minutes|hours|days|weeks|months|years)$/.test(functionIn(node)) &&
          /^[\d(]/.test(text)),
    ),
  },
];

/** A call, up to the parenthesis that ends it. */
function upToItsEnd(text: string): string {
  let depth = 0;
  for (const { 0: mark, index } of text.matchAll(/[()]/g)) {
    depth += mark === '(' ? 1 : -1;
    if (depth === 0) return text.slice(0, index + 1);
  }
  return text;
}
