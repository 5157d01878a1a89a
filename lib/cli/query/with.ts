import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { UserTable } from '../../engines/duckdb/user-tables.ts';
import { VIEWS } from '../../sql/views.ts';
import { UsageError } from '../errors.ts';
import { userPath } from '../options/paths.ts';

const TAKEN: readonly string[] = ['lake_rows', ...VIEWS];

/** The tables of `--with NAME=FILE`, or `--with FILE`, whose table is named as the file. */
export function userTables(given: readonly string[]): UserTable[] {
  const names = new Set(TAKEN);
  return given.map((text) => {
    const refused = (why: string): UsageError => new UsageError(`--with ${text}: ${why}`);
    const [, named, rest] = /^([A-Za-z_][A-Za-z0-9_]*)=(.+)$/s.exec(text) ?? [];
    const path = userPath(rest ?? text);
    const stat = statSync(path, { throwIfNoEntry: false });
    const name = named ?? /^([A-Za-z_][A-Za-z0-9_]*)(?:\.|$)/.exec(basename(path))?.[1];
    if (stat === undefined) {
      throw refused(`there is no file ${path}${named === undefined ? '; NAME=FILE or FILE is needed' : ''}`);
    }
    if (stat.isDirectory()) throw refused(`${path} is a folder`);
    if (name === undefined) throw refused('NAME=FILE is needed, the name of letters, digits and _');
    if (names.has(name.toLowerCase())) throw refused(`${name} is there already; NAME=FILE names it`);
    names.add(name.toLowerCase());
    return { name, file: path };
  });
}
