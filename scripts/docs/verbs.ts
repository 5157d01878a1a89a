import type { Argument, Command, Option } from 'commander';
import { program } from '../../lib/cli/main.ts';
import { code, markdownTable, textBlock } from './markdown.ts';

/** Each verb with its arguments, options and the rest of its help. */
export const verbsSection = async (): Promise<string> =>
  (await program()).commands.map(verbSection).join('\n\n');

function verbSection(verb: Command): string {
  const rest = restOfHelp(verb);
  const args = verb.registeredArguments.map(argumentRow);
  const options = verb.options.filter(({ hidden }) => !hidden).map(optionRow);
  return [
    `## ${verb.name()}`,
    verb.description(),
    markdownTable(['argument or option', 'meaning'], [...args, ...options]),
    ...(rest === '' ? [] : [textBlock(rest)]),
  ].join('\n\n');
}

/** What the help of a command says after its lists of arguments, options and verbs. */
export function restOfHelp(command: Command): string {
  let help = '';
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
  });
  command.outputHelp();
  return help.slice(command.helpInformation().length);
}

const argumentRow = (argument: Argument): string[] => [
  code(`${argument.name()}${argument.variadic ? '...' : ''}`),
  `${argument.description}${argument.required ? '' : ' (optional)'}`,
];

const optionRow = (option: Option): string[] => [code(option.flags), optionMeaning(option)];

/** What an option does, with its choices and its default. */
export const optionMeaning = ({ description, argChoices, defaultValue }: Option): string =>
  [
    description,
    ...(argChoices === undefined ? [] : [`(${argChoices.join(', ')})`]),
    // `--no-x` has the default true, which means nothing to users
    ...(typeof defaultValue === 'string' ? [`(default: ${defaultValue})`] : []),
  ].join(' ');
