import { homedir } from 'node:os';
import { resolve } from 'node:path';

/** The folder in which the user typed the command. `npm start` changes to the project's folder. */
export const userFolder = (): string =>
  (process.env['npm_lifecycle_event'] === 'start' ? process.env['INIT_CWD'] : undefined) ?? process.cwd();

/** The absolute path of what the user typed. A leading ~ is expanded, because shells do not do so in `--lake=~/x`. */
export const userPath = (path: string): string =>
  resolve(userFolder(), path.replace(/^~(?=\/|$)/, homedir()));
