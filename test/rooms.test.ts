import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

// Who may import whom: docs in CONTRIBUTING.md. A room may always import from itself.
const MAY: Readonly<Record<string, readonly string[]>> = {
  fits: [],
  sky: [],
  stores: [],
  sql: ['lake/columns.ts'],
  lake: ['fits', 'sky', 'stores/store.ts'],
  formats: ['engines'],
  engines: ['lake', 'sql', 'stores', 'formats'],
  cli: ['fits', 'lake', 'stores', 'sql', 'engines', 'formats'],
  lambda: ['fits', 'lake', 'stores'],
  cloud: ['lake/table.ts', 'lake/columns.ts', 'lake/naming.ts', 'lake/suffixes.ts', 'sql'],
};
/** Packages that only some may touch. */
const AWS_ROOMS = ['stores/s3', 'engines/athena', 'cli/', 'cloud/', 'lambda/'];

const files = globSync('{lib,lambda}/**/*.ts');
/** A file's path from the rooms' point of view: lambda is a room beside those of lib. */
const inRooms = (file: string): string => file.replace(/^lib\//, '');
const imports = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1] ?? '');

describe('rooms', () => {
  it('there are files to look at', () => {
    expect(files.length).toBeGreaterThan(40);
  });
  it.each(files)('%s imports what its room may', (file) => {
    const room = inRooms(file).split('/')[0] ?? '';
    const allowed = MAY[room] ?? ['no such room'];
    for (const name of imports(file)) {
      if (name.startsWith('@aws-sdk/')) {
        expect(AWS_ROOMS.some((place) => inRooms(file).startsWith(place))).toBe(true);
      }
      if (!name.startsWith('.')) continue;
      const target = inRooms(normalize(join(dirname(file), name)));
      const fine =
        target.startsWith(`${room}/`) ||
        allowed.some((place) => target === place || target.startsWith(`${place}/`));
      expect(fine, `${file} imports ${target}`).toBe(true);
    }
  });
  it('fits reads no file and no network by itself', () => {
    for (const file of files.filter((name) => name.startsWith('lib/fits/'))) {
      const outside = imports(file).filter((name) => /^node:(fs|net|http|https|child_process)/.test(name));
      expect(outside, file).toEqual([]);
    }
  });
});
