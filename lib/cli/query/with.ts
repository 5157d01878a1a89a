// The tables of query --with.

import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { UserTable } from '../../engines/duckdb/user-tables.ts';
import { VIEWS } from '../../sql/view-columns.ts';
import { UsageError } from '../errors.ts';
import { userPath } from '../options/paths.ts';

/** Names that a table cannot have, because a view has them. */
const RESERVED: readonly string[] = ['lake_rows', ...VIEWS];

/** The tables of `--with NAME=FILE` or `--with FILE`, which names the table after the file. Throws {@link UsageError}. */
export function userTables(values: readonly string[]): UserTable[] {
  const names = new Set(RESERVED);
  return values.map((text) => {
    const refused = (why: string): UsageError => new UsageError(`--with ${text}: ${why}`);
    const [, named, rest] = /^([A-Za-z_][A-Za-z0-9_]*)=(.+)$/s.exec(text) ?? [];
    const path = userPath(rest ?? text);
    const stat = statSync(path, { throwIfNoEntry: false });
    const name = named ?? /^([A-Za-z_][A-Za-z0-9_]*)(?:\.|$)/.exec(basename(path))?.[1];
    if (stat === undefined) {
      throw refused(
        `there is no file ${path}${named === undefined ? '; write --with NAME=FILE or --with FILE' : ''}`,
      );
    }
    if (stat.isDirectory()) throw refused(`${path} is a folder`);
    if (name === undefined)
      throw refused(
        'a table cannot have the name of this file; write NAME=FILE, with letters, digits and _ in NAME',
      );
    if (names.has(name.toLowerCase()))
      throw refused(`there is already a table ${name}; choose another name: NAME=FILE`);
    names.add(name.toLowerCase());
    return { name, file: path };
  });
}
