import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { folderNames } from '../../lib/stores/folder-names.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

let root: string;
let outside: string;
beforeEach(() => {
  root = tempFolder();
  outside = tempFolder();
});

const put = (path: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'x');
};
const link = (target: string, path: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
};

describe('the name of a folder', () => {
  it('is the key under which a walk visits it', () => {
    put(`${root}/real/sub/f.fits`);
    put(`${outside}/deep/g.fits`);
    link('real', `${root}/a`);
    link(outside, `${root}/o2`);
    link(outside, `${root}/o1`);
    link('/', `${root}/slash`);
    const names = folderNames(root);
    for (const [key, name] of [
      ['', ''],
      ['real/sub', 'real/sub'],
      ['nothing/there', 'nothing/there'],
      ['a', 'real'],
      ['a/sub', 'real/sub'],
      ['o1/deep', 'o1/deep'],
      ['o2/deep', 'o1/deep'],
      ['slash', undefined],
    ] as const)
      expect(names.visitedAs(key), key).toBe(name);
  });

  it('depends on the links that exist', () => {
    put(`${outside}/f.fits`);
    link(outside, `${root}/b`);
    expect(folderNames(root).visitedAs('b')).toBe('b');
    link(outside, `${root}/a`);
    expect(folderNames(root).visitedAs('b')).toBe('a');
    renameSync(`${root}/a`, `${root}/c`);
    expect(folderNames(root).visitedAs('b')).toBe('b');
  });
});
