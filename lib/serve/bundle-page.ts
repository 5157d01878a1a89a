import { basename } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles the scripts of the page; returns them by name.
 *
 * @param folder with the sources: `page.ts` and `worker.ts`
 */
export async function bundlePage(folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    bundle: true,
    write: false,
    platform: 'browser',
    target: 'es2024',
    format: 'esm',
    minify: true,
    logLevel: 'warning',
    outdir: folder,
    entryPoints: ['page', 'worker'].map((name) => ({ in: `${folder}/${name}.ts`, out: name })),
  });
  return new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
}
