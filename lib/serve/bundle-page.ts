import { basename } from 'node:path';
import { build } from 'esbuild';

/** The scripts of the page. */
export interface PageScripts {
  /** Their bytes, by name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The paths of all modules in them. */
  readonly modules: string[];
}

/**
 * Bundles the scripts of the page.
 *
 * @param folder with the sources: `page.ts` and `worker.ts`
 */
export async function bundlePage(folder: string): Promise<PageScripts> {
  const { outputFiles, metafile } = await build({
    bundle: true,
    metafile: true,
    write: false,
    platform: 'browser',
    target: 'es2024',
    format: 'esm',
    minify: true,
    logLevel: 'warning',
    outdir: folder,
    entryPoints: ['page', 'worker'].map((name) => ({ in: `${folder}/${name}.ts`, out: name })),
  });
  return {
    files: new Map(outputFiles.map(({ path, contents }) => [basename(path), contents])),
    modules: Object.keys(metafile.inputs),
  };
}
