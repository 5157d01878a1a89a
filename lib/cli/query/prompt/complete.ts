// What Tab completes at the prompt.

import { openQuote } from '../../../sql/statements.ts';
import { FORMAT_NAMES } from '../write.ts';
import { COMMAND_NAMES } from './commands.ts';
import { SQL_WORDS } from './sql-words.ts';

/** What can be completed. */
export interface PromptWords {
  /** The views and other tables, with their columns. */
  readonly views: readonly { readonly name: string; readonly columns: readonly string[] }[];
  /** The named queries, with their parameters. */
  named(): readonly { readonly name: string; readonly parameters: readonly string[] }[];
  /** The keywords of the headers, the most frequent first. */
  keywords(): Promise<readonly string[]>;
}

/** The words that can stand for what was typed, and what they replace. */
export type Completion = readonly [words: string[], typed: string];

/**
 * Completes the word at the end of a line.
 *
 * @param begun the earlier lines of the statement
 * @param line the line, up to the cursor
 */
export async function complete(begun: string, line: string, words: PromptWords): Promise<Completion> {
  if (begun === '' && /^\s*\./.test(line)) return ofCommand(line.trimStart(), words);
  const sql = begun + line;
  const open = openQuote(sql);
  if (open?.quote === "'") {
    const before = sql.slice(0, sql.length - open.text.length - 1);
    return IS_KEYWORD.test(before) ? matching(open.text, await words.keywords()) : [[], open.text];
  }
  const typed = /[\p{L}\p{N}_]*$/u.exec(line)?.[0] ?? '';
  const before = sql.slice(0, sql.length - typed.length);
  const views = words.views.map(({ name }) => name);
  if (NAMES_TABLE.test(before)) return matching(typed, views);
  // a list of everything helps nobody
  if (typed === '') return [[], typed];
  const columns = columnsIn(before, words);
  if (before.endsWith('.')) return matching(typed, columns);
  const isLower = typed === typed.toLowerCase();
  return matching(typed, [
    ...columns,
    ...views,
    ...SQL_WORDS.map((word) => (isLower ? word.toLowerCase() : word)),
  ]);
}

/** What precedes the literal of a keyword. */
const IS_KEYWORD = /\bcard_name"?\s*(?:=|<>|!=|(?:not\s+)?i?like|(?:not\s+)?in\s*\([^()]*)\s*$/i;

/** What precedes the name of a table. */
const NAMES_TABLE = /\b(?:from|join|describe|desc)\s+$/i;

/** The columns of the views that a statement has named so far, or of all views. */
function columnsIn(sql: string, { views }: PromptWords): string[] {
  const named = views.filter(({ name }) => new RegExp(`\\b(?:from|join)\\s+${name}\\b`, 'i').test(sql));
  return (named.length > 0 ? named : views).flatMap(({ columns }) => columns);
}

function ofCommand(line: string, words: PromptWords): Completion {
  const [, command, rest] = /^(\.\S*)\s+(.*)$/.exec(line) ?? [];
  if (command === undefined || rest === undefined) return matching(line, COMMAND_NAMES);
  const typed = /\S*$/.exec(rest)?.[0] ?? '';
  switch (command) {
    case '.columns':
      return matching(
        typed,
        words.views.filter(({ columns }) => columns.length > 0).map(({ name }) => name),
      );
    case '.format':
      return matching(typed, FORMAT_NAMES);
    case '.run': {
      const [, name] = /^(\S+)\s/.exec(rest) ?? [];
      const named = words.named();
      return matching(
        typed,
        name === undefined
          ? named.map((query) => query.name)
          : (named.find((query) => query.name === name)?.parameters ?? []).map(
              (parameter) => `${parameter}=`,
            ),
      );
    }
    default:
      return [[], typed];
  }
}

/** The words that begin with what was typed, whatever their case, each once. */
function matching(typed: string, words: readonly string[]): Completion {
  const start = typed.toLowerCase();
  return [[...new Set(words.filter((word) => word.toLowerCase().startsWith(start)))], typed];
}
