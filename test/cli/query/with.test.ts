import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../lib/cli/errors.ts';
import { userTables } from '../../../lib/cli/query/with.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

describe('userTables', () => {
  it('are named by NAME=, else as their file', () => {
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
    ['targets', /^--with targets: there is no file \/\S*targets; NAME=FILE or FILE is needed$/],
    ['t=/no/such.csv', /^--with \S+: there is no file \/no\/such.csv$/],
    ['Files=FOLDER/a.csv', /: Files is there already; NAME=FILE names it$/],
    ['FOLDER/headers.csv', /: headers is there already/],
    ['FOLDER/2024-11.csv', /: NAME=FILE is needed, the name of letters, digits and _$/],
    ['a-b=FOLDER/a.csv', /NAME=FILE or FILE is needed$/],
    ['t=FOLDER/folder', /: \S+folder is a folder$/],
  ])('refuse %s', (value, why) => {
    const folder = tempFolder();
    for (const name of ['a.csv', 'headers.csv', '2024-11.csv']) writeFileSync(`${folder}/${name}`, 'a\n1\n');
    mkdirSync(`${folder}/folder`);
    const given = value.replace('FOLDER', folder);
    expect(() => userTables([given])).toThrow(UsageError);
    expect(() => userTables([given])).toThrow(why);
  });
  it('have names that differ', () => {
    const file = `${tempFolder()}/a.csv`;
    writeFileSync(file, 'a\n1\n');
    expect(() => userTables([`A=${file}`, file])).toThrow(/: a is there already/);
  });
});
