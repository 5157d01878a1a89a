import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { historyFile, MOST_ENTRIES, openHistory } from '../../../../lib/cli/query/prompt/history.ts';
import { tempFolder } from '../../../helpers/temp-folder.ts';

let file: string;
beforeEach(() => {
  file = `${tempFolder()}/state/fits-datalake/history`;
});
const put = (text: string, mode = 0o600): void => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode });
};

describe('the history of the prompt', () => {
  it('is in the state folder of the user', () => {
    expect(historyFile({ XDG_STATE_HOME: '/s' })).toBe('/s/fits-datalake/history');
    expect(historyFile({ XDG_STATE_HOME: 'relative' })).toMatch(
      /^\/.*\/\.local\/state\/fits-datalake\/history$/,
    );
    expect(historyFile({})).toMatch(/\/\.local\/state\/fits-datalake\/history$/);
  });

  it('keeps entries, the latest first, and only its user can read them', () => {
    const first = openHistory(file);
    expect(first).toMatchObject({ entries: [], problem: undefined });
    for (const entry of ['SELECT 1;', 'SELECT 1;', '', 'SELECT 2;', 'x'.repeat(20_000)]) first.add(entry);
    // another prompt at the same time
    openHistory(file).add('SELECT 3;');
    expect(openHistory(file).entries).toEqual(['SELECT 3;', 'SELECT 2;', 'SELECT 1;']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
  });

  it('is made private if it was not', () => {
    put('SELECT 1;\n', 0o644);
    chmodSync(file, 0o644);
    expect(openHistory(file).entries).toEqual(['SELECT 1;']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is bounded: the latest entries of a large file are kept', () => {
    put(Array.from({ length: 60_000 }, (_, index) => `SELECT ${index};\n`).join(''));
    const { entries } = openHistory(file);
    expect([entries.length, entries[0]]).toEqual([MOST_ENTRIES, 'SELECT 59999;']);
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(MOST_ENTRIES + 1);
  });

  it('has no control characters', () => {
    put('SELECT \u001b[31m;\n');
    expect(openHistory(file).entries).toEqual(['SELECT \ufffd[31m;']);
  });

  it('follows no links, and writes to no file that has other names', () => {
    const other = `${tempFolder()}/other`;
    writeFileSync(other, 'precious\n');
    mkdirSync(dirname(file), { recursive: true });
    symlinkSync(other, file);
    const linked = openHistory(file);
    expect(linked.entries).toEqual([]);
    expect(linked.problem).toBeInstanceOf(Error);
    linked.add('SELECT 1;');
    const hard = `${file}-hard`;
    linkSync(other, hard);
    expect(openHistory(hard).problem).toBeInstanceOf(Error);
    expect(readFileSync(other, 'utf8')).toBe('precious\n');
  });

  it('goes on without a folder', () => {
    put('');
    const history = openHistory(`${file}/below/a/file`);
    expect(history.problem).toBeInstanceOf(Error);
    history.add('SELECT 1;');
    expect(existsSync(`${file}/below`)).toBe(false);
  });
});
