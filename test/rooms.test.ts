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
  sql: ['lake/columns.ts', 'lake/table.ts', 'lake/changes/delta.ts', 'sky/derived.ts', 'sky/sphere.ts'],
  lake: ['fits', 'node', 'sky', 'stores/store.ts'],
  formats: ['engines'],
  engines: ['lake', 'sql', 'stores', 'formats', 'polling'],
  serve: ['engines', 'sql', 'formats', 'fits', 'sky', 'stores', 'node'],
  // what runs in the browser
  'serve/page': ['fits', 'sky', 'sql/cone.ts', 'sql/text.ts'],
  vo: ['engines', 'formats', 'sql', 'lake/table.ts'],
  deployment: [],
  settings: ['sky', 'sql', 'lake/naming.ts', 'lake/suffixes.ts', 'stores', 'engines/nearest.ts'],
  cli: [
    'fits',
    'node',
    'lake',
    'stores',
    'sql',
    'engines',
    'formats',
    'deployment',
    'polling',
    'settings',
    'serve',
    'vo',
    ...['sky/image-types.ts', 'sky/rules.ts', 'sky/written-angle.ts'],
  ],
  library: ['fits', 'node', 'stores/local-file.ts'],
  lambda: ['fits', 'lake', 'sky/rules.ts', 'stores', 'deployment'],
  cloud: [
    ...['deployment', 'lake/table.ts', 'lake/columns.ts', 'lake/naming.ts', 'lake/suffixes.ts', 'sql'],
    ...['settings', 'sky/rules.ts', 'lake/derivation.ts', 'lake/changes/delta.ts'],
  ],
};
/** Packages that only some may touch. */
const AWS_ROOMS = ['stores/s3', 'engines/athena', 'cli/', 'cloud/', 'lambda/'];

const files = globSync('{lib,lambda}/**/*.ts');
/** Rooms that only one folder may import. */
const ONLY: Readonly<Record<string, string>> = { serve: 'cli/serve', vo: 'cli/serve' };

/** A file's path from the rooms' point of view: lambda is a room beside those of lib. */
const inRooms = (file: string): string => file.replace(/^lib\//, '');
/** The room of a path, which for the page is a folder of another room. */
const roomOf = (path: string): string => {
  const [room = '', folder] = path.split('/');
  return Object.keys(MAY).find((name) => name === `${room}/${folder}`) ?? room;
};
const imports = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1] ?? '');

/** What Node has and the language does not: lib/fits gets what it needs of these from the platform. */
const NODE_GLOBALS =
  /\b(Buffer|process|performance|globalThis|global|require|console|TextDecoder|set(Immediate|Timeout|Interval))\b/;
/** What runs in browsers. */
const PORTABLE = /^lib\/((fits|sky)\/|library\/(?!node\.ts))/;
const withoutComments = (file: string): string =>
  readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

describe('rooms', () => {
  it('there are files to look at', () => {
    expect(files.length).toBeGreaterThan(40);
  });
  it.each(files)('%s imports what its room may', (file) => {
    const room = roomOf(inRooms(file));
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
      const only = ONLY[target.split('/')[0] ?? ''];
      if (only !== undefined && !target.startsWith(`${inRooms(file).split('/')[0]}/`))
        expect(inRooms(file).startsWith(`${only}/`), `${file} imports ${target}`).toBe(true);
    }
  });
  it.each(files.filter((file) => PORTABLE.test(file)))('%s runs without Node', (file) => {
    expect(imports(file).filter((name) => !name.startsWith('.'))).toEqual([]);
    expect(withoutComments(file)).not.toMatch(NODE_GLOBALS);
  });
});

/** The folders of a room: which others each may import from. `'.'` stands for the files beside the folders. */
type Folders = Readonly<Record<string, readonly string[]>>;

const SHARED = ['.', 'options', 'aws', 'terminal', 'files'];
const FOLDERS: Readonly<Record<string, Folders>> = {
  cli: {
    terminal: ['.'],
    threads: [],
    options: ['.', 'terminal'],
    aws: ['.', 'options', 'terminal'],
    files: ['.', 'options', 'aws', 'terminal'],
    // the verbs
    ingest: [...SHARED, 'threads'],
    query: SHARED,
    cone: [...SHARED, 'query'],
    find: [...SHARED, 'query'],
    export: [...SHARED, 'query'],
    serve: [...SHARED, 'query'],
    header: SHARED,
    info: SHARED,
    trees: SHARED,
    diff: [...SHARED, 'trees', 'header'],
    verify: [...SHARED, 'trees'],
    cache: SHARED,
    completion: SHARED,
    config: SHARED,
    crawl: SHARED,
    start: [...SHARED, 'ingest', 'query'],
    backfill: [...SHARED, 'crawl'],
    status: [...SHARED, 'crawl', 'backfill'],
  },
  engines: {
    '.': [],
    loading: [],
    cache: ['loading'],
    duckdb: ['.', 'cache', 'loading'],
    dialects: ['.', 'duckdb'],
    athena: ['.'],
    live: ['.', 'duckdb', 'cache'],
    overview: ['.', 'duckdb', 'loading'],
  },
  serve: {
    '.': ['http', 'data', 'ask', 'look', 'files'],
    http: ['.'],
    data: ['.', 'http'],
    ask: ['.', 'data', 'http'],
    look: ['.', 'data', 'http'],
    files: ['.', 'http'],
    page: [],
  },
  vo: {
    '.': ['tap', 'sia', 'scs', 'datalink', 'adql'],
    adql: ['.'],
    votable: ['.', 'adql'],
    tap: ['.', 'adql', 'datalink', 'votable'],
    sia: ['.', 'tap'],
    scs: ['.', 'tap', 'sia'],
    datalink: ['.', 'tap', 'adql'],
  },
  lake: {
    rows: ['.'],
    sync: ['.'],
    sweep: ['.', 'sync'],
    changes: ['.', 'rows', 'sync'],
  },
  settings: {
    '.': [],
    rules: ['.'],
  },
  cloud: {
    settings: ['.'],
    watching: ['.', 'settings'],
    backfill: ['.', 'settings', 'watching'],
    compaction: ['.', 'settings'],
  },
};
/** Files beside the folders that others may not import, because they import the folders. */
const TOP: readonly string[] = ['cli/main.ts', 'cloud/stack.ts', 'serve/serve.ts'];

describe('the folders of a room', () => {
  const parts = (path: string): { room: string; folder: string } => {
    const [room = '', folder = '', ...rest] = inRooms(path).split('/');
    return { room, folder: rest.length === 0 ? '.' : folder };
  };
  const inFolders = files.filter((file) => FOLDERS[parts(file).room]?.[parts(file).folder] !== undefined);
  it('are all listed', () => {
    const all = files.map(parts).filter(({ room, folder }) => FOLDERS[room] && folder !== '.');
    for (const { room, folder } of all) expect(Object.keys(FOLDERS[room] ?? {})).toContain(folder);
  });
  it.each(inFolders)('%s imports only what its folder may', (file) => {
    const { room, folder } = parts(file);
    const allowed = [folder, ...(FOLDERS[room]?.[folder] ?? [])];
    for (const name of imports(file).filter((path) => path.startsWith('.'))) {
      const target = inRooms(normalize(join(dirname(file), name)));
      if (parts(target).room !== room) continue;
      expect(allowed, `${file} imports ${target}`).toContain(parts(target).folder);
      expect(TOP, `${file} imports ${target}`).not.toContain(target);
    }
  });
  it('no file imports itself, directly or through others', () => {
    const importsOf = new Map(
      files.map((file) => [
        file,
        imports(file)
          .filter((name) => name.startsWith('.'))
          .map((name) => normalize(join(dirname(file), name))),
      ]),
    );
    const finished = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      expect(path, `${file} is imported through ${path.join(', ')}`).not.toContain(file);
      if (finished.has(file)) return;
      for (const target of importsOf.get(file) ?? []) visit(target, [...path, file]);
      finished.add(file);
    };
    for (const file of files) visit(file, []);
  });
});
