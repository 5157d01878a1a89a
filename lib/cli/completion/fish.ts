import type { OptionWords, ProgramWords, Values, VerbWords } from './words.ts';

/** The completion script for fish. */
export function fishScript({ program, options, verbs }: ProgramWords): string {
  const verbIs = `__${program.replaceAll('-', '_')}_verb`;
  const complete = (condition: string, rest: string): string =>
    `complete -c ${program} -n ${quoted(condition)} ${rest}`;
  return `# Completion of ${program} for fish, printed by: ${program} completion fish

# whether the verb is one of the arguments; without arguments, whether there is none yet
function ${verbIs}
    set -l words (commandline -opc)
    if test (count $argv) -eq 0
        test (count $words) -eq 1
    else
        test (count $words) -gt 1; and contains -- $words[2] $argv
    end
end

complete -c ${program} -f
${options.map((option) => complete(verbIs, optionText(option))).join('\n')}
${verbs.map(({ name, about }) => complete(verbIs, `-a ${name} -d ${quoted(about)}`)).join('\n')}
${verbs
  .map((verb) =>
    verbTexts(verb)
      .map((text) => complete(`${verbIs} ${verb.name}`, text))
      .join('\n'),
  )
  .join('\n')}
`;
}

const verbTexts = ({ options, args }: VerbWords): string[] => {
  const values = args[0]?.values ?? 'nothing';
  return [...options.map(optionText), ...(values === 'nothing' ? [] : [`${offer(values)}`])];
};

const optionText = ({ flags, about, value }: OptionWords): string =>
  [
    ...flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`)),
    ...(value === undefined ? [] : [`-r ${offer(value.values)}`]),
    `-d ${quoted(about)}`,
  ].join(' ');

const offer = (values: Values): string => {
  if (values === 'files') return '-F';
  if (values === 'nothing') return '-f';
  return `-f -a ${quoted(values === 'folders' ? '(__fish_complete_directories)' : values.join(' '))}`;
};

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
