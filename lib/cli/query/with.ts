import { existsSync } from 'node:fs';
import type { UserTable } from '../../engines/tables.ts';
import { VIEWS } from '../../sql/render.ts';
import { UsageError } from '../errors.ts';
import { userPath } from '../paths.ts';

const TAKEN: readonly string[] = ['lake_rows', ...VIEWS];

/** The tables of `--with NAME=FILE`. */
export function userTables(given: readonly string[]): UserTable[] {
  const names = new Set(TAKEN);
  return given.map((text) => {
    const [, name, file] = /^([A-Za-z_][A-Za-z0-9_]*)=(.+)$/s.exec(text) ?? [];
    if (name === undefined || file === undefined) {
      throw new UsageError(`--with ${text}: NAME=FILE is needed, the name of letters, digits and _`);
    }
    if (names.has(name.toLowerCase())) throw new UsageError(`--with ${text}: ${name} is there already`);
    names.add(name.toLowerCase());
    const path = userPath(file);
    if (!existsSync(path)) throw new UsageError(`--with ${text}: there is no file ${path}`);
    return { name, file: path };
  });
}
