import type { Command } from 'commander';
import { program } from '../../lib/cli/main.ts';
import { VERSION } from '../../lib/cli/version.ts';
import { optionMeaning, restOfHelp } from './verbs.ts';

/** The file of the man page. */
export const MAN_PAGE = 'docs/man/fits-datalake.1';

/** The man page, in the macros of man(7): what --help prints, of all verbs. */
export async function manPage(): Promise<string> {
  const cli = await program();
  return `${[
    '.\\" Written by npm run docs.',
    `.TH FITS\\-DATALAKE 1 "" "fits\\-datalake ${VERSION}"`,
    '.SH NAME',
    roff(`${cli.name()} - ${cli.description()}`).replace(/\.$/, ''),
    '.SH SYNOPSIS',
    `.B ${roff(cli.name())}`,
    '.I command',
    '[options] [arguments]',
    '.SH COMMANDS',
    ...cli.commands.flatMap(verbLines),
    '.SH NOTES',
    ...blocks(restOfHelp(cli)),
  ].join('\n')}\n`;
}

const verbLines = (verb: Command): string[] => [
  `.SS "${roff(`${verb.name()} ${verb.usage()}`)}"`,
  roff(verb.description()),
  ...verb.registeredArguments.flatMap((argument) => item(argument.name(), argument.description)),
  ...verb.options
    .filter(({ hidden }) => !hidden)
    .flatMap((option) => item(option.flags, optionMeaning(option))),
  ...blocks(restOfHelp(verb)),
];

const item = (term: string, meaning: string): string[] => ['.TP', `.B "${roff(term)}"`, roff(meaning)];

/** Paragraphs, which are filled. Those with indented lines, such as examples, are shown as they are. */
const blocks = (text: string): string[] =>
  text
    .trim()
    .split(/\n\n+/)
    .filter((block) => block !== '')
    .flatMap((block) => {
      const lines = block.split('\n').map(roff);
      return /^ /m.test(block) ? ['.PP', '.nf', ...lines, '.fi'] : ['.PP', ...lines];
    });

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '~': '\\(ti',
  '^': '\\(ha',
  '"': '\\(dq',
};

/** Text that roff prints as it is. A line that begins with a dot would be a request. */
const roff = (text: string): string =>
  text.replace(/[\\\-'`~^"]/g, (character) => ESCAPES[character]!).replace(/^\./, '\\&.');
