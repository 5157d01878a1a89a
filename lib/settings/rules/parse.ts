import { nearest } from '../../engines/nearest.ts';
import type { InstrumentRule, RuleTarget, ValueRule } from '../../sky/rules.ts';
import { TARGET_NAMES } from './targets.ts';
import { valueRule } from './value-rule.ts';
import {
  keywordOf,
  quoted,
  type RefuseLine,
  refuseLines,
  sorted,
  texts,
  withoutDuplicates,
  word,
} from './words.ts';
import { type YamlEntry, type YamlNode, yamlNodes } from './yaml-nodes.ts';

/** The most bytes of a rules file. A rule has about 300. */
export const MOST_RULES_BYTES = 65_536;

const WHEN = 'when';

/**
 * Parses and checks custom rules. The result is in canonical form: two files that mean the same give equal rules, so
 * comments, blanks and the order of names in a map do not matter.
 *
 * @param file the name of the file, for errors
 * @throws RulesRefused for the first thing that is wrong, with its line
 */
export function parseRules(file: string, text: string): InstrumentRule[] {
  const refuse = refuseLines(file);
  const root = yamlNodes(file, text);
  if (root === undefined) return [];
  if (root.kind !== 'list')
    return refuse(root.line, 'a rules file is one list; begin each rule with "- when:"');
  return root.items.map((item) => rule(item, refuse));
}

function rule(node: YamlNode, refuse: RefuseLine): InstrumentRule {
  if (node.kind !== 'map')
    return refuse(node.line, 'a rule is a map, such as "when: { INSTRUME: MYCAM }" with what it sets below');
  const when = node.entries.find(({ key }) => key === WHEN);
  const set = node.entries
    .filter((entry) => entry !== when)
    .map((entry): [RuleTarget, ValueRule] => [targetOf(entry, refuse), valueRule(entry, refuse)])
    .sort(([a], [b]) => TARGET_NAMES.indexOf(a) - TARGET_NAMES.indexOf(b));
  if (set.length === 0) return refuse(node.line, `the rule sets nothing; it can set ${LISTED}`);
  return { when: when === undefined ? {} : conditions(when, refuse), set: Object.fromEntries(set) };
}

const LISTED = TARGET_NAMES.join(', ');

function targetOf({ key, line }: YamlEntry, refuse: RefuseLine): RuleTarget {
  const target = TARGET_NAMES.find((name) => name === key);
  if (target !== undefined) return target;
  const similar = nearest(key, [WHEN, ...TARGET_NAMES]);
  const advice = similar === undefined ? `it can set ${LISTED}` : `did you mean ${similar}?`;
  return refuse(line, `a rule cannot set ${quoted(key)}; ${advice}`);
}

function conditions({ value, line }: YamlEntry, refuse: RefuseLine): InstrumentRule['when'] {
  if (value.kind !== 'map' || value.entries.length === 0)
    return refuse(
      line,
      'when: write keywords with their values, such as { INSTRUME: MYCAM }; leave it out for all files',
    );
  const entries = value.entries.map((entry): [string, string[]] => [
    keywordOf(entry.key, entry.line, refuse),
    texts(entry.value, `when: ${entry.key}`, refuse).map(word),
  ]);
  return Object.fromEntries(sorted(withoutDuplicates(entries, line, refuse)));
}
