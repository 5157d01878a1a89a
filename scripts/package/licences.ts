import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The names, versions and licences of all packages with a module in a bundle. Their licences require that copies of the code
 * come with them.
 *
 * @param inputs paths of the modules
 */
export function licences(inputs: readonly string[]): string {
  const folders = new Set(inputs.flatMap((path) => PACKAGE.exec(path)?.[0] ?? []));
  const texts = [...folders].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return `${name} ${version}\n${license}\n\n${licenceText(folder).trim()}\n`;
  });
  return [ABOUT, ...[...new Set(texts)].sort()].join(`\n${'-'.repeat(80)}\n\n`);
}

const ABOUT = 'The files in this folder contain code of these packages.\n';
/** The folder of the package that a module belongs to: that of the last node_modules in its path. */
const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;

/** The text of the licence; the README of a package without one names it. */
function licenceText(folder: string): string {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name));
  return file === undefined ? '' : readFileSync(join(folder, file), 'utf8');
}
