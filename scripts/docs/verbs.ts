import type { Command, Option } from 'commander';
import { program } from '../../lib/cli/main.ts';
import { code, markdownTable, textBlock } from './markdown.ts';

/** Each verb with its arguments, options and the rest of its help. */
export const verbsSection = async (): Promise<string> =>
  (await program()).commands.map(verbSection).join('\n\n');

function verbSection(verb: Command): string {
  const { args, rest } = helpOf(verb);
  const options = verb.options.filter(({ hidden }) => !hidden).map(optionRow);
  return [
    `## ${verb.name()}`,
    verb.description(),
    markdownTable(['argument or option', 'meaning'], [...args, ...options]),
    ...(rest === '' ? [] : [textBlock(rest)]),
  ].join('\n\n');
}

/** The arguments of a verb, and what its help says after the list of options. */
function helpOf(verb: Command): { args: string[][]; rest: string } {
  let help = '';
  verb.configureOutput({
    writeOut: (text) => {
      help += text;
    },
  });
  verb.outputHelp();
  return {
    args: verb.registeredArguments.map((argument) => [
      code(`${argument.name()}${argument.variadic ? '...' : ''}`),
      `${argument.description}${argument.required ? '' : ' (optional)'}`,
    ]),
    rest: help.slice(verb.helpInformation().length),
  };
}

const optionRow = ({ flags, description, argChoices, defaultValue }: Option): string[] => [
  code(flags),
  [
    description,
    ...(argChoices === undefined ? [] : [`(${argChoices.join(', ')})`]),
    // `--no-x` has the default true, which means nothing to users
    ...(typeof defaultValue === 'string' ? [`(default: ${defaultValue})`] : []),
  ].join(' '),
];
