import { describe, expect, it } from 'vitest';
import { inScope, type NamedPath, RootRefused, scopesOf } from '../../lib/lake/roots.ts';

const folder = (path: string): NamedPath => ({ path, kind: 'folder' });
const file = (path: string): NamedPath => ({ path, kind: 'file' });
const missing = (path: string): NamedPath => ({ path, kind: 'missing' });

describe('scopesOf', () => {
  it('takes a new folder as a root', () => {
    expect(scopesOf([folder('/data/archive')], [])).toEqual([
      { root: '/data/archive', folders: [''], files: [] },
    ]);
  });
  it("takes a new file's folder as a root, of which only the file is looked at", () => {
    expect(scopesOf([file('/data/a.fits'), file('/data/b.dat')], [])).toEqual([
      { root: '/data', folders: [], files: ['b.dat', 'a.fits'] },
    ]);
  });
  it('gives a path within a known root to that root', () => {
    const known = ['/data/archive'];
    expect(scopesOf([folder('/data/archive/night1')], known)).toEqual([
      { root: '/data/archive', folders: ['night1'], files: [] },
    ]);
    expect(scopesOf([file('/data/archive/night1/a.fits'), missing('/data/archive/gone')], known)).toEqual([
      { root: '/data/archive', folders: ['gone'], files: ['night1/a.fits'] },
    ]);
    expect(scopesOf([folder('/data/archive')], known)[0]?.folders).toEqual(['']);
  });
  it('does not take a folder whose name only begins alike for a part of a root', () => {
    expect(scopesOf([folder('/data/archive2')], ['/data/archive']).map(({ root }) => root)).toEqual([
      '/data/archive2',
    ]);
  });
  it('refuses a parent of a known root, with advice', () => {
    expect(() => scopesOf([folder('/data')], ['/data/archive'])).toThrow(RootRefused);
    expect(() => scopesOf([folder('/data')], ['/data/archive'])).toThrow(/\/data\/archive.*--lake/);
    expect(() => scopesOf([folder('/')], ['/data/archive'])).toThrow(RootRefused);
    expect(() => scopesOf([file('/data/a.fits')], ['/data/archive'])).toThrow(RootRefused);
  });
  it('takes a folder and its subfolder, named together, as one root', () => {
    for (const paths of [
      ['/a/b', '/a'],
      ['/a', '/a/b'],
    ]) {
      expect(scopesOf(paths.map(folder), [])).toEqual([{ root: '/a', folders: ['', 'b'], files: [] }]);
    }
  });
  it('says which path is not there', () => {
    expect(() => scopesOf([missing('/data/typo')], [])).toThrow('/data/typo: no such file or folder');
  });
  it('takes the root of all', () => {
    expect(scopesOf([folder('/')], [])).toEqual([{ root: '/', folders: [''], files: [] }]);
    expect(scopesOf([folder('/data')], ['/'])).toEqual([{ root: '/', folders: ['data'], files: [] }]);
  });
});

describe('inScope', () => {
  const scope = { root: '/data', folders: ['night1'], files: ['odd.dat'] };
  it.each([
    ['night1/a.fits', true],
    ['night1', true],
    ['night10/a.fits', false],
    ['odd.dat', true],
    ['other.dat', false],
  ])('%s: %s', (key, inside) => {
    expect(inScope(scope, key)).toBe(inside);
  });
});
