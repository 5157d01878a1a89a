import { shellQuoted } from '../terminal/shell.ts';
import type { OptionWords, ProgramWords, Values, VerbWords } from './words.ts';

/** The completion script for zsh. It can be sourced, or be a file in `$fpath`. */
export function zshScript({ program, options, verbs }: ProgramWords): string {
  const name = `_${program}`;
  const described = verbs.map((verb) => `    ${shellQuoted(`${verb.name}:${verb.about}`)}`);
  return `#compdef ${program}
# Completion of ${program} for zsh, printed by: ${program} completion zsh

${name}() {
  local curcontext="$curcontext" state line ret=1
  local -a commands
  commands=(
${described.join('\n')}
  )
  _arguments -C ${lines(options.flatMap(optionSpecs), 4)} \\
    '1: :->command' \\
    '*:: :->rest' && ret=0
  case $state in
    command) _describe -t commands command commands && ret=0 ;;
    rest)
      case $words[1] in
${verbs.map(verbCase).join('\n')}
      esac ;;
  esac
  return ret
}

# a file in $fpath is called as the function itself; a sourced one only registers it
if [[ $funcstack[1] == ${name} ]]; then
  ${name} "$@"
else
  compdef ${name} ${program}
fi
`;
}

const verbCase = ({ name, options, args }: VerbWords): string =>
  `        ${name}) _arguments -s ${lines(
    [
      ...options.flatMap(optionSpecs),
      ...args.map(
        (argument) =>
          `${argument.variadic ? '*' : ''}:${message(argument.name)}:${argumentAction(argument.values)}`,
      ),
    ],
    10,
  )} && ret=0 ;;`;

/** The specifications of an option for _arguments, one for each of its flags. */
function optionSpecs({ flags, about, value, repeatable }: OptionWords): string[] {
  const before = repeatable ? '*' : flags.length > 1 ? `(${flags.join(' ')})` : '';
  const after = value === undefined ? '' : `:${message(value.name)}:${action(value.values)}`;
  return flags.map((flag) => {
    const assigned = value === undefined ? '' : flag.startsWith('--') ? '=' : '+';
    return `${before}${flag}${assigned}[${about.replace(/[\\[\]:]/g, '\\$&')}]${after}`;
  });
}

const message = (name: string): string => name.replace(/[\\:]/g, '\\$&');

/** For nothing, the name of the value is shown. */
const ACTIONS = { files: '_files', folders: '_files -/', nothing: ' ' } as const;
const action = (values: Values): string =>
  typeof values === 'string' ? ACTIONS[values] : `(${values.join(' ')})`;
/** Shown beside options, the name of an argument would keep zsh from completing them. */
const argumentAction = (values: Values): string => (values === 'nothing' ? '()' : action(values));

const lines = (specs: readonly string[], indent: number): string =>
  specs.map((spec) => `\\\n${' '.repeat(indent)}${shellQuoted(spec)}`).join(' ');
