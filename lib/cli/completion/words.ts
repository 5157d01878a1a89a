// What can be typed after the name of the program, from the commands themselves.

import type { Argument, Command, Option } from 'commander';
import { SHARED_NAMES } from '../../settings/shared.ts';
import { IMAGE_TYPES } from '../../sky/image-types.ts';
import { namedQueries } from '../../sql/queries.ts';
import { repeated } from '../options/repeated.ts';
import { brief } from '../terminal/brief.ts';

/** What is offered for a value: some words, files, folders, or nothing. */
export type Values = readonly string[] | 'files' | 'folders' | 'nothing';

/** An option with its flags, such as `-o` and `--output`. */
export interface OptionWords {
  readonly flags: readonly string[];
  readonly about: string;
  /** The name of the value and what is offered for it; undefined if the option has no value. */
  readonly value?: { readonly name: string; readonly values: Values };
  readonly repeatable: boolean;
}

/** A verb with its options and arguments. */
export interface VerbWords {
  readonly name: string;
  readonly about: string;
  readonly options: readonly OptionWords[];
  readonly args: readonly { readonly name: string; readonly variadic: boolean; readonly values: Values }[];
}

/** The words of a whole command line. */
export interface ProgramWords {
  readonly program: string;
  readonly options: readonly OptionWords[];
  readonly verbs: readonly VerbWords[];
}

/** Everything that the commands accept, with the help commands and options that commander adds. */
export function wordsOf(program: Command): ProgramWords {
  const verbs = program.createHelp().visibleCommands(program);
  const names = verbs.map((verb) => verb.name());
  return {
    program: program.name(),
    options: optionsOf(program),
    verbs: verbs.map((verb) => ({
      name: verb.name(),
      about: brief(verb.description()),
      options: optionsOf(verb),
      args: verb.registeredArguments.map((argument) => ({
        name: argument.name(),
        variadic: argument.variadic,
        values: argument.name() === 'command' ? names : valuesOfArgument(argument),
      })),
    })),
  };
}

const optionsOf = (command: Command): OptionWords[] =>
  command.createHelp().visibleOptions(command).map(optionWords);

function optionWords(option: Option): OptionWords {
  const { short, long, flags, description, required, optional, parseArg } = option;
  const name = /[<[](.*)[>\]]$/.exec(flags)?.[1]?.replace(/[[\]]/g, '') ?? '';
  return {
    flags: [short, long].filter((flag) => flag !== undefined),
    about: brief(description),
    ...((required || optional) && { value: { name, values: valuesOfOption(option, name) } }),
    repeatable: parseArg === repeated,
  };
}

/** Values that commander does not know, because verbs check them themselves. */
const KNOWN: Readonly<Record<string, () => readonly string[]>> = {
  '--named': () => namedQueries().map(({ name }) => name),
  '--type': () => IMAGE_TYPES,
  '--unset': () => SHARED_NAMES,
};

function valuesOfOption({ long, argChoices }: Option, name: string): Values {
  if (argChoices !== undefined) return argChoices;
  if (long !== undefined && Object.hasOwn(KNOWN, long)) return KNOWN[long]!();
  return name.endsWith('file') ? 'files' : name === 'dir' ? 'folders' : 'nothing';
}

/** Arguments that never name a file. */
const NO_FILES = ['sql', 'position', 'name=value'];

const valuesOfArgument = (argument: Argument): Values =>
  argument.argChoices ?? (NO_FILES.includes(argument.name()) ? 'nothing' : 'files');
