import { nearest } from '../../engines/nearest.ts';
import type { RuleTarget, ValueRule } from '../../sky/rules.ts';
import { TARGETS, type TargetKind } from './targets.ts';
import { keywordOf, quoted, type RefuseLine, sorted, texts, withoutDuplicates, word } from './words.ts';
import type { YamlEntry, YamlNode } from './yaml-nodes.ts';

// How the value of one target is found: `t_exptime: { keywords: [TINT], unit: ms }`.

/** The parts of a value rule. */
const PARTS = ['keywords', 'unit', 'values', 'ignore', 'value'] as const;
type Part = (typeof PARTS)[number];

/** Parses and checks what a rule says about one target. Its name has been checked. */
export function valueRule({ key, value: node, line }: YamlEntry, refuse: RefuseLine): ValueRule {
  if (node.kind !== 'map')
    return refuse(line, `${key}: write { keywords: [KEYWORD] }, or { value: the value itself }`);
  const parts = new Map(node.entries.map((entry) => [partOf(entry, key, refuse), entry]));
  const target: Target = { name: key as RuleTarget, kind: TARGETS[key as RuleTarget], refuse };
  const constant = parts.get('value');
  if (constant === undefined) return fromKeywords(target, parts, line);
  if (parts.size > 1) return refuse(line, `${key}: value cannot be combined with other names`);
  return { value: constantOf(target, constant.value) };
}

/** What is set, and what refuses a line. */
interface Target {
  readonly name: RuleTarget;
  readonly kind: TargetKind;
  readonly refuse: RefuseLine;
}

function partOf({ key, line }: YamlEntry, target: string, refuse: RefuseLine): Part {
  const part = PARTS.find((name) => name === key);
  if (part !== undefined) return part;
  const similar = nearest(key, PARTS);
  const advice = similar === undefined ? `use ${PARTS.join(', ')}` : `did you mean ${similar}?`;
  return refuse(line, `${target}: ${quoted(key)} is not known; ${advice}`);
}

function fromKeywords(target: Target, parts: ReadonlyMap<Part, YamlEntry>, line: number): ValueRule {
  const { name, refuse } = target;
  const keywords = parts.get('keywords');
  if (keywords === undefined)
    return refuse(line, `${name}: keywords is missing: the list of keywords to look at`);
  const { value: node } = keywords;
  const [unit, values, ignore] = [parts.get('unit'), parts.get('values'), parts.get('ignore')];
  return {
    keywords: texts(node, `${name}: keywords`, refuse).map((text) => keywordOf(text, node.line, refuse)),
    ...(unit && { unit: unitOf(target, unit) }),
    ...(values && { values: valuesOf(target, values) }),
    ...(ignore && { ignore: texts(ignore.value, `${name}: ignore`, refuse).map(word) }),
  };
}

function unitOf({ name, kind, refuse }: Target, { value, line }: YamlEntry): string {
  const { units } = kind;
  if (units === undefined) return refuse(line, `${name} has no unit`);
  const unit = value.kind === 'text' ? value.text.trim() : '';
  if (units.includes(unit)) return unit;
  return refuse(value.line, `${name}: the unit ${shown(value)} is not one of ${units.join(', ')}`);
}

function valuesOf({ name, kind, refuse }: Target, { value, line }: YamlEntry): Record<string, string> {
  if (kind.kind !== 'text') return refuse(line, `${name} is a ${kind.kind}, so values cannot be translated`);
  if (value.kind !== 'map' || value.entries.length === 0)
    return refuse(
      line,
      `${name}: values: write the words of the header with their meaning, { WORD: meaning }`,
    );
  const entries = value.entries.map((entry): [string, string] => [
    word(entry.key),
    textOf({ name, kind, refuse }, entry.value),
  ]);
  return Object.fromEntries(sorted(withoutDuplicates(entries, line, refuse)));
}

/** The value that a rule gives to all files. */
function constantOf(target: Target, node: YamlNode): string {
  const { name, kind, refuse } = target;
  if (kind.kind === 'text') return textOf(target, node);
  if (kind.kind === 'time')
    return refuse(node.line, `${name} cannot be the same for all files: use keywords`);
  const [low, high] = kind.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const text = node.kind === 'text' ? node.text.trim() : '';
  const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : Number.NaN;
  // the shortest text of the number: -17.880 and -17.88 are one rule
  if (number >= low && number <= high) return String(number);
  return refuse(node.line, `${name}: the value ${shown(node)} is not a number from ${low} to ${high}`);
}

/** A text, which has to be one of the target's words if it has any. */
function textOf({ name, kind, refuse }: Target, node: YamlNode): string {
  const text = node.kind === 'text' ? node.text.trim() : '';
  if (text === '') return refuse(node.line, `${name}: write a text instead of ${shown(node)}`);
  if (/\p{Cc}/u.test(text)) return refuse(node.line, `${name}: ${quoted(text)} contains a control character`);
  const { words } = kind;
  if (words === undefined) return text;
  const known = words.find((allowed) => allowed === text.toLowerCase());
  return known ?? refuse(node.line, `${name}: ${quoted(text)} is not one of ${words.join(', ')}`);
}

const shown = (node: YamlNode): string => (node.kind === 'text' ? quoted(node.text) : `a ${node.kind}`);
