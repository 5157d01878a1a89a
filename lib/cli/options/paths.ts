import { homedir } from 'node:os';
import { resolve } from 'node:path';

/** The folder in which the user typed the command. `npm start` changes to the project's folder. */
export const userFolder = (): string =>
  (process.env['npm_lifecycle_event'] === 'start' ? process.env['INIT_CWD'] : undefined) ?? process.cwd();

/** A path as the user typed it, made absolute. Shells do not expand the ~ of `--lake=~/x`. */
export const userPath = (path: string): string =>
  resolve(userFolder(), path.replace(/^~(?=\/|$)/, homedir()));
