import { describe, expect, it } from 'vitest';
import { inScope, type NamedPath, RootRefused, scopesOf } from '../../lib/lake/roots.ts';

const folder = (path: string): NamedPath => ({ path, kind: 'folder' });
const file = (path: string): NamedPath => ({ path, kind: 'file' });
const missing = (path: string): NamedPath => ({ path, kind: 'missing' });

describe('the root of a path', () => {
  it('is the path itself for a new folder', () => {
    expect(scopesOf([folder('/data/archive')], [])).toEqual([
      { root: '/data/archive', folders: [''], files: [] },
    ]);
  });
  it('is the folder of a new file, and only the file is in the scope', () => {
    expect(scopesOf([file('/data/a.fits'), file('/data/b.dat')], [])).toEqual([
      { root: '/data', folders: [], files: ['b.dat', 'a.fits'] },
    ]);
  });
  it('is the known root that contains the path', () => {
    const known = ['/data/archive'];
    expect(scopesOf([folder('/data/archive/night1')], known)).toEqual([
      { root: '/data/archive', folders: ['night1'], files: [] },
    ]);
    expect(scopesOf([file('/data/archive/night1/a.fits'), missing('/data/archive/gone')], known)).toEqual([
      { root: '/data/archive', folders: ['gone'], files: ['night1/a.fits'] },
    ]);
    expect(scopesOf([folder('/data/archive')], known)[0]?.folders).toEqual(['']);
  });
  it('is not a known root whose name is only the start of the path', () => {
    expect(scopesOf([folder('/data/archive2')], ['/data/archive']).map(({ root }) => root)).toEqual([
      '/data/archive2',
    ]);
  });
  it('is refused if it contains a known root', () => {
    expect(() => scopesOf([folder('/data')], ['/data/archive'])).toThrow(RootRefused);
    expect(() => scopesOf([folder('/data')], ['/data/archive'])).toThrow(/\/data\/archive.*--lake/);
    expect(() => scopesOf([folder('/')], ['/data/archive'])).toThrow(RootRefused);
    expect(() => scopesOf([file('/data/a.fits')], ['/data/archive'])).toThrow(RootRefused);
  });
  it('is the same for a folder and its subfolder that are named together', () => {
    for (const paths of [
      ['/a/b', '/a'],
      ['/a', '/a/b'],
    ]) {
      expect(scopesOf(paths.map(folder), [])).toEqual([{ root: '/a', folders: ['', 'b'], files: [] }]);
    }
  });
  it('is refused for a missing path', () => {
    expect(() => scopesOf([missing('/data/typo')], [])).toThrow('/data/typo: no such file or folder');
  });
  it('may be the root of the file system', () => {
    expect(scopesOf([folder('/')], [])).toEqual([{ root: '/', folders: [''], files: [] }]);
    expect(scopesOf([folder('/data')], ['/'])).toEqual([{ root: '/', folders: ['data'], files: [] }]);
  });
});

describe('a scope', () => {
  const scope = { root: '/data', folders: ['night1'], files: ['odd.dat'] };
  it.each([
    ['night1/a.fits', true],
    ['night1', true],
    ['night10/a.fits', false],
    ['odd.dat', true],
    ['other.dat', false],
  ])('contains %s: %s', (key, inside) => {
    expect(inScope(scope, key)).toBe(inside);
  });
});
