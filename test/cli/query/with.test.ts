import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../lib/cli/errors.ts';
import { userTables } from '../../../lib/cli/query/with.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

describe('the tables of --with', () => {
  it('have the name before the =, otherwise the name of the file', () => {
    const folder = tempFolder();
    const files = ['my.csv', 'Their_2.tab.csv.gz', '2024-a=b.csv', 'plain'].map(
      (name) => `${folder}/${name}`,
    );
    for (const file of files) writeFileSync(file, 'a\n1\n');
    const [my, theirs, odd, plain] = files as [string, string, string, string];
    expect(userTables([my, theirs, `odd=${odd}`, plain])).toEqual([
      { name: 'my', file: my },
      { name: 'Their_2', file: theirs },
      { name: 'odd', file: odd },
      { name: 'plain', file: plain },
    ]);
  });
  it.each([
    ['targets', /^--with targets: there is no file \/\S*targets; .*--with FILE$/],
    ['t=/no/such.csv', /^--with \S+: there is no file \/no\/such.csv$/],
    ['Files=FOLDER/a.csv', /: .*table Files;/],
    ['FOLDER/headers.csv', /: .*table headers;/],
    ['FOLDER/2024-11.csv', /: .*NAME=FILE/],
    ['a-b=FOLDER/a.csv', / --with FILE$/],
    ['t=FOLDER/folder', /: \S+folder is a folder$/],
  ])('cannot be %s', (value, why) => {
    const folder = tempFolder();
    for (const name of ['a.csv', 'headers.csv', '2024-11.csv']) writeFileSync(`${folder}/${name}`, 'a\n1\n');
    mkdirSync(`${folder}/folder`);
    const given = value.replace('FOLDER', folder);
    expect(() => userTables([given])).toThrow(UsageError);
    expect(() => userTables([given])).toThrow(why);
  });
  it('have different names', () => {
    const file = `${tempFolder()}/a.csv`;
    writeFileSync(file, 'a\n1\n');
    expect(() => userTables([`A=${file}`, file])).toThrow(/: .*table a;/);
  });
});
