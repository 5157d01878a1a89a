// The commands of the prompt: lines that begin with a dot.

import { nearest } from '../../../engines/nearest.ts';
import { UsageError } from '../../errors.ts';
import { FORMAT_NAMES, type FormatName } from '../write.ts';

/** A command of the prompt. */
export type PromptCommand =
  | { readonly kind: 'help' | 'views' | 'named' | 'quit' }
  | { readonly kind: 'columns'; readonly view: string }
  | { readonly kind: 'run'; readonly name: string; readonly set: readonly string[] }
  /** Without a format, the current one is shown. */
  | { readonly kind: 'format'; readonly format: FormatName | undefined }
  /** Without a file, the next answer goes to the screen after all. */
  | { readonly kind: 'output'; readonly file: string | undefined }
  /** Without a number, all rows are shown. */
  | { readonly kind: 'limit'; readonly rows: number | undefined };

/** How each command is written, and what it does. */
export const COMMANDS: readonly { readonly usage: string; readonly about: string }[] = [
  { usage: '.help', about: 'print this list' },
  { usage: '.views', about: 'list the views with their columns, and the named queries' },
  { usage: '.columns VIEW', about: 'describe the columns of a view' },
  { usage: '.named', about: 'list the named queries, including saved ones' },
  { usage: '.run NAME [NAME=VALUE ...]', about: 'run a named query, with its values' },
  { usage: '.format FORMAT', about: 'set the format of answers: table, csv, ...; Tab lists them' },
  { usage: '.output FILE', about: 'write the next answer to a file; its suffix sets the format' },
  { usage: '.limit ROWS', about: 'show at most this many rows on the screen; .limit off shows all' },
  { usage: '.quit', about: 'quit, as Ctrl-D does' },
];

/** The names of the commands, with their dots. */
export const COMMAND_NAMES: readonly string[] = COMMANDS.map(({ usage }) => usage.replace(/ .*/, ''));

/** Words that people type to leave or to get help, and that are not SQL. */
const PLAIN = /^(help|quit|exit)\s*;?$/i;

/** Whether a line is a command, if no statement has been begun. */
export const isCommand = (line: string): boolean => /^\s*\./.test(line) || PLAIN.test(line.trim());

/** The command in a line. Throws {@link UsageError}. */
export function commandOf(line: string): PromptCommand {
  const [, plain] = PLAIN.exec(line.trim()) ?? [];
  const [typed = '', ...values] = wordsOf(plain === undefined ? line : `.${plain}`);
  const name = typed.toLowerCase().replace(/^\.exit$/, '.quit');
  const one = (): string | undefined => {
    if (values.length > 1) throw new UsageError(`${name} takes one value, not ${values.length}`);
    return values[0];
  };
  switch (name) {
    case '.help':
    case '.views':
    case '.named':
    case '.quit':
      if (values.length > 0) throw new UsageError(`${name} takes no values`);
      return { kind: name.slice(1) as 'help' | 'views' | 'named' | 'quit' };
    case '.columns':
      return { kind: 'columns', view: required(one(), '.columns VIEW') };
    case '.run': {
      const [query, ...set] = values;
      return { kind: 'run', name: required(query, '.run NAME, such as .run summary'), set };
    }
    case '.format':
      return { kind: 'format', format: formatOf(one()) };
    case '.output':
      return { kind: 'output', file: one() };
    case '.limit':
      return { kind: 'limit', rows: rowsOf(one()) };
    default: {
      const similar = nearest(name, COMMAND_NAMES);
      const advice = similar === undefined ? '' : `did you mean ${similar}? `;
      throw new UsageError(`there is no command ${typed}; ${advice}.help lists the commands`);
    }
  }
}

function required(value: string | undefined, usage: string): string {
  if (value === undefined) throw new UsageError(`write ${usage}`);
  return value;
}

function formatOf(text: string | undefined): FormatName | undefined {
  const format = FORMAT_NAMES.find((name) => name === text?.toLowerCase());
  if (text !== undefined && format === undefined)
    throw new UsageError(`.format ${text}: choose one of ${FORMAT_NAMES.join(', ')}`);
  return format;
}

function rowsOf(text: string | undefined): number | undefined {
  if (text === undefined || /^(off|all|none)$/i.test(text)) return undefined;
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new UsageError(`.limit ${text}: write a number of rows, or off`);
  return Number(text);
}

/** The words of a line; those with spaces are in quotes, as in a shell: `.run deep 'target=NGC 1365'`. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/(?:'[^']*'?|"[^"]*"?|[^\s'"])+/g)].map(([word]) =>
    word.replace(/'([^']*)'?|"([^"]*)"?/g, (_, single?: string, double?: string) => single ?? double ?? ''),
  );
