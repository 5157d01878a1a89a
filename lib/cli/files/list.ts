import { existsSync } from 'node:fs';
import { fileProblem } from '../../stores/file-problem.ts';
import { readStream, readWhole } from '../../stores/read-whole.ts';
import { RunFailed, UsageError } from '../errors.ts';
import { userPath } from '../options/paths.ts';
import { streams } from '../terminal/output.ts';
import { refuseTerminal, STANDARD_INPUT } from './forward-file.ts';

/**
 * The arguments, with the names in the text file in place of each `@list`; `@-` reads the list from standard input. An
 * argument that is itself the name of a file stays as it is.
 *
 * @throws RunFailed if a list cannot be read or is empty
 */
export async function listedNames(args: readonly string[]): Promise<string[]> {
  const names: string[] = [];
  for (const arg of args) {
    if (!arg.startsWith('@') || existsSync(userPath(arg))) names.push(arg);
    else for (const name of await namesIn(arg.slice(1))) names.push(name);
  }
  return names;
}

async function namesIn(list: string): Promise<string[]> {
  const label = list === STANDARD_INPUT ? 'standard input' : list;
  const names = namesOf(await textOf(list));
  if (names.length === 0) throw new RunFailed(`${label}: the list contains no names of files`);
  for (const name of names)
    if (name === STANDARD_INPUT || name.startsWith('@'))
      throw new UsageError(`${label}: a list can name neither standard input nor other lists: ${name}`);
  return names;
}

/**
 * The names in a list: one per line, without surrounding blanks; blank lines and those that begin with # do not count, as
 * in IRAF's lists. If the list contains NUL, they are separated by that instead, as `find -print0` does.
 */
export const namesOf = (list: string): string[] =>
  list.includes('\0')
    ? list.split('\0').filter((name) => name !== '')
    : list
        .replace(/^\ufeff/, '')
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '' && !line.startsWith('#'));

/** The most bytes of a list: millions of names. Node cannot keep a text of twice as many. */
const LARGEST = 256_000_000;

async function textOf(list: string): Promise<string> {
  if (list === STANDARD_INPUT) refuseTerminal(`@${list}`, 'a list of files');
  try {
    const bytes =
      list === STANDARD_INPUT
        ? await readStream(streams().stdin, LARGEST)
        : await readWhole(userPath(list), LARGEST);
    return String(bytes);
  } catch (error) {
    throw new RunFailed(`@${list}: ${fileProblem(error)}`);
  }
}
