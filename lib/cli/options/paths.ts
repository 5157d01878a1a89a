import { homedir } from 'node:os';
import { resolve } from 'node:path';

/** The folder in which the user typed the command: `npm start` itself runs in the project's. */
export const userFolder = (): string =>
  (process.env['npm_lifecycle_event'] === 'start' ? process.env['INIT_CWD'] : undefined) ?? process.cwd();

/** A path as the user typed it, absolute. Shells leave the ~ of `--lake=~/x` as it is. */
export const userPath = (path: string): string =>
  resolve(userFolder(), path.replace(/^~(?=\/|$)/, homedir()));
