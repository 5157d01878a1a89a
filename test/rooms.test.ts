import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

// Who may import whom: docs in CONTRIBUTING.md. A room may always import from itself.
const MAY: Readonly<Record<string, readonly string[]>> = {
  fits: [],
  node: ['fits'],
  sky: [],
  stores: [],
  polling: [],
  sql: ['lake/columns.ts'],
  lake: ['fits', 'node', 'sky', 'stores/store.ts'],
  formats: ['engines'],
  engines: ['lake', 'sql', 'stores', 'formats', 'polling'],
  deployment: [],
  cli: ['fits', 'node', 'lake', 'stores', 'sql', 'engines', 'formats', 'deployment', 'polling'],
  lambda: ['fits', 'lake', 'stores', 'deployment'],
  cloud: ['deployment', 'lake/table.ts', 'lake/columns.ts', 'lake/naming.ts', 'lake/suffixes.ts', 'sql'],
};
/** Packages that only some may touch. */
const AWS_ROOMS = ['stores/s3', 'engines/athena', 'cli/', 'cloud/', 'lambda/'];

const files = globSync('{lib,lambda}/**/*.ts');
/** A file's path from the rooms' point of view: lambda is a room beside those of lib. */
const inRooms = (file: string): string => file.replace(/^lib\//, '');
const imports = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1] ?? '');

/** What Node has and the language does not: lib/fits gets what it needs of these from the platform. */
const NODE_GLOBALS =
  /\b(Buffer|process|performance|globalThis|global|require|console|TextDecoder|set(Immediate|Timeout|Interval))\b/;
const withoutComments = (file: string): string =>
  readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

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
  it.each(files.filter((file) => file.startsWith('lib/fits/')))('%s runs without Node', (file) => {
    expect(imports(file).filter((name) => !name.startsWith('.'))).toEqual([]);
    expect(withoutComments(file)).not.toMatch(NODE_GLOBALS);
  });
  it('the engines import one another in one direction only', () => {
    const above: Readonly<Record<string, readonly string[]>> = {
      'engines/cache': ['engines/duckdb', 'engines/athena'],
      'engines/duckdb': ['engines/athena'],
      'engines/athena': ['engines/duckdb', 'engines/cache'],
      engines: ['engines/duckdb', 'engines/athena', 'engines/cache'],
    };
    for (const file of files.filter((name) => name.startsWith('lib/engines/'))) {
      const refused = above[dirname(inRooms(file))] ?? ['engines'];
      for (const name of imports(file).filter((path) => path.startsWith('.'))) {
        const target = dirname(inRooms(normalize(join(dirname(file), name))));
        expect(refused, `${file} imports ${target}`).not.toContain(target);
      }
    }
  });
});

const SHARED = ['options', 'aws', 'lake', 'terminal'];
/** The folders of lib/cli: which others each may import from. Each may import from the files in {@link CLI_FILES}. */
const CLI_MAY: Readonly<Record<string, readonly string[]>> = {
  terminal: [],
  options: ['terminal'],
  // what verbs that use AWS share, and what verbs of a local lake share
  aws: ['options', 'terminal'],
  lake: ['options', 'terminal'],
  // the verbs
  ingest: SHARED,
  query: SHARED,
  header: SHARED,
  cache: SHARED,
  crawl: SHARED,
  start: [...SHARED, 'ingest', 'query'],
  backfill: [...SHARED, 'crawl'],
  status: [...SHARED, 'crawl', 'backfill'],
};
const CLI_FILES = ['errors.ts', 'lean-heap.ts'];

describe('the folders of the command line', () => {
  const cli = files.filter((file) => /^lib\/cli\/.+\//.test(file));
  it.each(cli)('%s imports only what its folder may', (file) => {
    const folder = file.split('/')[2] ?? '';
    const allowed = [folder, ...(CLI_MAY[folder] ?? []), ...CLI_FILES];
    const targets = imports(file)
      .filter((name) => name.startsWith('.'))
      .map((name) => normalize(join(dirname(file), name)))
      .filter((target) => target.startsWith('lib/cli/'));
    for (const target of targets)
      expect(allowed, `${file} imports ${target}`).toContain(target.split('/')[2]);
  });
});
