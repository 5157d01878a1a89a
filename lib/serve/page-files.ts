import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// What the browser loads. The npm package has it ready; a checkout bundles it when a server starts.

/** A file of the page. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Where the package has the page, and where a checkout has its sources. */
const READY = new URL('../../dist/page/', import.meta.url);
const SOURCES = new URL('page/', import.meta.url);

/** The files of the page by their paths, with their media types. */
const FILES = {
  '/': { name: 'page.html', type: 'text/html; charset=utf-8' },
  '/page.css': { name: 'page.css', type: 'text/css; charset=utf-8' },
  '/page.js': { name: 'page.js', type: 'text/javascript; charset=utf-8' },
  '/worker.js': { name: 'worker.js', type: 'text/javascript; charset=utf-8' },
} as const;

/** The files of the page, by path. */
export async function pageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  // a checkout may have an outdated package in dist/
  const bundled = existsSync(new URL('page.ts', SOURCES)) ? await bundledScripts() : undefined;
  return new Map(
    Object.entries(FILES).map(([path, { name, type }]) => [
      path,
      { type, bytes: new Uint8Array(bundled?.get(name) ?? readPageFile(name, bundled === undefined)) },
    ]),
  );
}

const readPageFile = (name: string, isReady: boolean): Uint8Array =>
  readFileSync(new URL(name, isReady ? READY : SOURCES));

async function bundledScripts(): Promise<ReadonlyMap<string, Uint8Array>> {
  const { bundlePage } = await import('./bundle-page.ts');
  return (await bundlePage(fileURLToPath(SOURCES))).files;
}
