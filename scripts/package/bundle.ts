import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { bundlePage } from '../../lib/serve/bundle-page.ts';

// How the package is bundled. docs/decisions/0038-the-npm-package.md has the reasons.

const SDK = /^@aws-sdk\/client-/;
/** The AWS clients of the command line. */
const CLIENTS = ['athena', 'cloudformation', 'cloudwatch', 'glue', 's3', 'sfn', 'sqs'].map(
  (name) => `client-${name}`,
);

const COMMON = {
  bundle: true,
  metafile: true,
  target: 'node24',
  // names are kept, so that the traces of errors can be read
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: 'warning',
} satisfies BuildOptions;

const COMMON_JS = {
  ...COMMON,
  format: 'cjs',
  platform: 'node',
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.cjs' },
  // import() becomes require(), which is faster
  supported: { 'dynamic-import': false },
} satisfies BuildOptions;

/**
 * The source of this project knows where it is by `import.meta.url`, and finds other files from there. In the package, the
 * files with SQL, the samples and package.json are in the same places; a program of its own, such as that of the threads,
 * is beside the bundle.
 */
const PLACES: Plugin = {
  name: 'places',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]lib[\\/].*\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      if (!text.includes('import.meta.url')) return undefined;
      const bundle = `require('node:url').pathToFileURL(__filename)`;
      const source = `../${relative(resolve('.'), path).replaceAll('\\', '/')}`;
      const contents = text
        .replace(/new URL\('\.\/([\w-]+)\.ts', import\.meta\.url\)/g, `new URL('./$1.cjs', ${bundle})`)
        .replaceAll('import.meta.url', `new URL('${source}', ${bundle})`);
      return { contents, loader: 'ts' };
    });
  },
};

/** Each AWS client is a bundle of its own, so that commands without S3 do not load any. */
const CLIENTS_BESIDE: Plugin = {
  name: 'clients-beside',
  setup: ({ onResolve }) => {
    onResolve({ filter: SDK }, ({ path }) => {
      const name = path.replace('@aws-sdk/', '');
      if (!CLIENTS.includes(name)) throw new Error(`${path} is not in the list of bundled clients`);
      return { path: `./${name}.cjs`, external: true };
    });
  },
};

/**
 * DuckDB's native library, without the detection of the C library, which takes some milliseconds: npm installs the right one
 * only. If the usual one is not there or cannot be loaded, DuckDB's own module finds it.
 */
const BINDINGS: Plugin = {
  name: 'bindings',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^@duckdb\/node-bindings$/ }, ({ path, namespace }) =>
      namespace === 'bindings' ? { path, external: true } : { path, namespace: 'bindings' },
    );
    onLoad({ filter: /.*/, namespace: 'bindings' }, () => ({
      contents: `
        const { createRequire } = require('node:module');
        const library = '@duckdb/node-bindings-' + process.platform + '-' + process.arch + '/duckdb.node';
        try {
          module.exports = createRequire(require.resolve('@duckdb/node-bindings'))(library);
        } catch {
          module.exports = require('@duckdb/node-bindings');
        }`,
    }));
  },
};

/** Commander starts other programs, which takes some milliseconds to load, only for verbs that are programs: none is. */
const NO_PROGRAMS: Plugin = {
  name: 'no-programs',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^node:child_process$/ }, ({ path, importer }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path, namespace: 'no-programs' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'no-programs' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/**
 * Makes a bundle plain ASCII, which V8 keeps in half the memory (esbuild leaves other characters in regular expressions), and
 * puts its hash into the first line, for bin/bundle.js.
 */
function finish(path: string): void {
  const text = readFileSync(path, 'utf8').replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  writeFileSync(path, `// ${createHash('sha256').update(text).digest('hex')}\n${text}`);
}

/**
 * Bundles the command line, the programs of its threads and of its questions, and the AWS clients; returns the paths of all
 * modules in them.
 */
export async function bundleCommandLine(outdir: string): Promise<string[]> {
  const programs = await build({
    ...COMMON_JS,
    outdir,
    entryPoints: [
      { in: 'lib/cli/main.ts', out: 'fits-datalake' },
      { in: 'lib/cli/threads/worker.ts', out: 'worker' },
      { in: 'lib/engines/live/question-process.ts', out: 'question-process' },
    ],
    // it bundles the page, which is part of the package
    external: ['esbuild'],
    plugins: [PLACES, CLIENTS_BESIDE, BINDINGS, NO_PROGRAMS],
  });
  finish(join(outdir, 'fits-datalake.cjs'));
  const clients = await build({
    ...COMMON_JS,
    outdir,
    entryPoints: CLIENTS.map((name) => ({ in: `@aws-sdk/${name}`, out: name })),
  });
  return [programs, clients].flatMap(({ metafile }) => Object.keys(metafile.inputs));
}

/** Bundles the library for Node and for browsers; returns the paths of all modules in it. */
export async function bundleLibrary(outdir: string): Promise<string[]> {
  const options = {
    ...COMMON,
    format: 'esm',
    outdir,
    splitting: true,
    chunkNames: 'library-[hash]',
  } as const;
  const node = await build({
    ...options,
    platform: 'node',
    entryPoints: [{ in: 'lib/library/node.ts', out: 'fits' }],
  });
  const browser = await build({
    ...options,
    platform: 'browser',
    target: 'es2024',
    entryPoints: [{ in: 'lib/library/browser.ts', out: 'fits-browser' }],
  });
  return [node, browser].flatMap(({ metafile }) => Object.keys(metafile.inputs));
}

/** The sources of the page. */
const PAGE = 'lib/serve/page';

/** Bundles the page into a folder; returns the paths of all modules in it. */
export async function writePage(outdir: string): Promise<string[]> {
  mkdirSync(outdir, { recursive: true });
  for (const name of ['page.html', 'page.css']) copyFileSync(`${PAGE}/${name}`, `${outdir}/${name}`);
  const { files, modules } = await bundlePage(PAGE);
  for (const [name, bytes] of files) writeFileSync(`${outdir}/${name}`, bytes);
  return modules;
}
