import type { Command } from 'commander';

/**
 * Keeps commander from taking arguments that begin with a minus sign, such as `-5:23:28`, for options. A space is put in
 * front of them.
 *
 * @param isArgument whether a word is such an argument
 */
export function keepArguments(command: Command, isArgument: (word: string) => boolean): void {
  const parse = command.parseOptions.bind(command);
  command.parseOptions = (words) => parse(words.map((word) => (isArgument(word) ? ` ${word}` : word)));
}
