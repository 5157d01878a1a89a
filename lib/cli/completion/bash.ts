import type { OptionWords, ProgramWords, Values, VerbWords } from './words.ts';

/** The completion script for bash; it also works in bash 3.2 of macOS, which lacks compopt. */
export function bashScript({ program, options, verbs }: ProgramWords): string {
  const name = `_${program.replaceAll('-', '_')}`;
  const first = [...verbs.map((verb) => verb.name), ...flagsOf(options)];
  const values = verbs.flatMap((verb) =>
    verb.options.flatMap(({ flags, value }) =>
      value === undefined ? [] : [`    ${patterns(verb, flags)}) ${offer(value.values)} ;;`],
    ),
  );
  return `# Completion of ${program} for bash, printed by: ${program} completion bash

${name}() {
  local word=\${COMP_WORDS[COMP_CWORD]} option=\${COMP_WORDS[COMP_CWORD-1]} prefix='' words='' files=''
  # readline splits --format=csv at the equals sign, unless COMP_WORDBREAKS has been changed
  if [[ $word == --*=* ]]; then
    option=\${word%%=*} prefix=\${word%%=*}= word=\${word#*=}
  elif [[ $word == = ]]; then
    word=''
  elif [[ $option == = ]] && (( COMP_CWORD > 2 )); then
    option=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  case "$COMP_CWORD:\${COMP_WORDS[1]} $option" in
    1:*) words='${first.join(' ')}' ;;
${values.join('\n')}
    *)
      case "\${COMP_WORDS[1]}:$word" in
${verbs.map(verbCases).join('\n')}
      esac ;;
  esac
  COMPREPLY=()
  case $files in
    # without words, readline completes files
    files) return ;;
    folders) compopt +o bashdefault +o default -o dirnames 2>/dev/null; return ;;
  esac
  compopt +o bashdefault +o default 2>/dev/null
  local IFS=$' \\t\\n'
  COMPREPLY=($(compgen -P "$prefix" -W "$words" -- "$word"))
}

complete -o bashdefault -o default -F ${name} ${program}
`;
}

const flagsOf = (options: readonly OptionWords[]): string[] => options.flatMap(({ flags }) => flags);

const patterns = (verb: VerbWords, flags: readonly string[]): string =>
  flags.map((flag) => `*:'${verb.name} ${flag}'`).join('|');

const verbCases = ({ name, options, args }: VerbWords): string =>
  [
    `        ${name}:-*) words='${flagsOf(options).join(' ')}' ;;`,
    `        ${name}:*) ${offer(args[0]?.values ?? 'nothing')} ;;`,
  ].join('\n');

const offer = (values: Values): string =>
  typeof values === 'string'
    ? values === 'nothing'
      ? ':'
      : `files=${values}`
    : `words='${values.join(' ')}'`;
