import { Composer, isAlias, isMap, isNode, isPair, isScalar, isSeq, Lexer, LineCounter, Parser } from 'yaml';
import { RulesRefused } from './refused.ts';

// From the text of a rules file to texts, lists and maps that know their line. The text may come from a stranger.

/** A text, a list or a map of a YAML file, and the line where it begins. */
export type YamlNode =
  | { readonly kind: 'text'; readonly line: number; readonly text: string }
  | { readonly kind: 'list'; readonly line: number; readonly items: readonly YamlNode[] }
  | { readonly kind: 'map'; readonly line: number; readonly entries: readonly YamlEntry[] };

/** An entry of a map. */
export interface YamlEntry {
  readonly key: string;
  /** The line of the key. */
  readonly line: number;
  readonly value: YamlNode;
}

/** How deep lists and maps may be nested, with the parser's own levels. Rules need 8. Deeper ones overflow its stack. */
const MOST_LEVELS = 16;

/** Tags, anchors and aliases are refused: rules do not need them, and a few aliases can stand for billions of values. */
const NO_ALIASES = 'anchors, aliases and tags are not allowed; write the value itself';

/**
 * Parses a YAML file, and so a JSON file. Every value is a text: `no` is not a boolean, and `1.50` stays as it is.
 *
 * @param file its name, for errors
 * @returns undefined for a file without content
 * @throws RulesRefused if it is not valid YAML, or not plain
 */
export function yamlNodes(file: string, text: string): YamlNode | undefined {
  const lines = new LineCounter();
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  // the schema without types: every scalar is a text
  const composer = new Composer({ schema: 'failsafe', prettyErrors: false, lineCounter: lines });
  const [document, second] = composer.compose(tokens(file, text, lines, lineAt), true, text.length);
  const [problem] = [...(document?.errors ?? []), ...(document?.warnings ?? [])];
  if (problem !== undefined)
    throw new RulesRefused(file, lineAt(problem.pos[0]), problemText(problem.code, problem.message));
  if (second !== undefined)
    throw new RulesRefused(file, lineAt(second.range[0]), 'a second document begins; one file has one list');
  if (!document?.contents) return undefined;
  return converted(document.contents, file, lineAt);
}

/** The parser's tokens. Throws {@link RulesRefused} if they are nested too deeply. */
function* tokens(file: string, text: string, lines: LineCounter, lineAt: (offset: number) => number) {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > MOST_LEVELS)
      throw new RulesRefused(file, lineAt(parser.offset), 'lists and maps are nested too deeply');
  }
  yield* parser.end();
}

const problemText = (code: string, message: string): string =>
  code === 'TAG_RESOLVE_FAILED'
    ? NO_ALIASES
    : code === 'DUPLICATE_KEY'
      ? 'this name was already used in the same map'
      : `not valid YAML: ${message}`;

function converted(node: unknown, file: string, lineAt: (offset: number) => number): YamlNode {
  const line = isNode(node) ? lineAt(node.range?.[0] ?? 0) : 1;
  const refuse = (): never => {
    throw new RulesRefused(file, line, NO_ALIASES);
  };
  if (isAlias(node)) return refuse();
  if (!isMap(node) && !isSeq(node) && !isScalar(node)) return { kind: 'text', line, text: '' };
  if (node.anchor !== undefined || node.tag !== undefined) return refuse();
  if (isSeq(node))
    return { kind: 'list', line, items: node.items.map((item) => converted(item, file, lineAt)) };
  if (isScalar(node)) return { kind: 'text', line, text: String(node.value ?? '') };
  const entries = node.items.filter(isPair).map(({ key, value }) => {
    const name = converted(key, file, lineAt);
    if (name.kind !== 'text') throw new RulesRefused(file, name.line, 'a name cannot be a list or a map');
    return { key: name.text, line: name.line, value: converted(value, file, lineAt) };
  });
  return { kind: 'map', line, entries };
}
