import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/**
 * Writes the declarations of entry points below lib/, and of the modules that they refer to.
 *
 * @param entries paths, such as `lib/library/node.ts`
 * @param outdir the folder that stands for lib/
 */
export function writeTypes(entries: readonly string[], outdir: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'fits-datalake-types-'));
  try {
    const config = join(folder, 'tsconfig.json');
    writeFileSync(config, JSON.stringify(configFor(entries, folder)));
    const { status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', config], {
      stdio: 'inherit',
    });
    if (status !== 0) throw new Error('the types could not be written');
    const written = new Set<string>();
    for (const entry of entries) copyTypes(entry.replace(/^lib\//, '').replace(/\.ts$/, ''));

    /** Copies the declarations of a module and of those that it names. */
    function copyTypes(module: string): void {
      if (written.has(module)) return;
      written.add(module);
      const text = readFileSync(join(folder, `${module}.d.ts`), 'utf8');
      const target = join(outdir, `${module}.d.ts`);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text.replace(IMPORTED, "$1'$2.js'"));
      for (const [, , name = ''] of text.matchAll(IMPORTED)) copyTypes(join(dirname(module), name));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The name of a module of this project in a declaration. */
const IMPORTED = /(from |import\()['"](\.[^'"]+)\.ts['"]/g;

const configFor = (entries: readonly string[], outDir: string) => ({
  extends: resolve('tsconfig.json'),
  compilerOptions: {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: resolve('lib'),
    typeRoots: [resolve('node_modules/@types')],
    outDir,
  },
  include: [],
  files: entries.map((entry) => resolve(entry)),
});
