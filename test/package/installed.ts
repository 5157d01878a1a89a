import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CliOptions, CliRun } from '../helpers/run-cli.ts';
import { runCliBeside } from '../helpers/run-cli-beside.ts';
import { type Serving, serving } from '../helpers/serving.ts';

/** The package, installed into an empty folder of its own. */
export interface Installed {
  /** An empty folder, which is not part of the checkout. */
  readonly folder: string;
  /** The folder with the package and what it depends on. */
  readonly modules: string;
  /** The package itself, as npm packed it. */
  readonly archive: string;
  /**
   * Runs the installed program in `folder`.
   *
   * @param node the command line that starts Node; by default that of this process
   */
  run(
    args: readonly string[],
    env?: CliOptions['env'],
    node?: readonly [string, ...string[]],
  ): Promise<CliRun>;
  /** Starts the installed server in `folder`; waits for its first line. */
  serve(args: readonly string[]): Promise<Serving>;
  remove(): void;
}

/** Packs the checkout and installs the package, as a user would. */
export function installPackage(): Installed {
  const folder = mkdtempSync(join(tmpdir(), 'fits-package-'));
  const prefix = join(folder, 'installed');
  mkdirSync(join(prefix, 'lib'), { recursive: true });
  // npm, too, runs with the Node of this process
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` };
  const npm = (...args: readonly string[]): void => {
    execFileSync('npm', [...args, '--no-audit', '--no-fund'], { env, stdio: 'pipe' });
  };
  npm('pack', '--pack-destination', folder);
  const archive = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '');
  npm('install', '--global', '--prefix', prefix, archive);
  const program = join(prefix, 'bin', 'fits-datalake');
  return {
    folder,
    modules: join(prefix, 'lib', 'node_modules'),
    archive,
    run: (args, more = {}, node = [process.execPath]) =>
      runCliBeside(args, {
        command: [...node, program],
        cwd: folder,
        env: { XDG_CACHE_HOME: join(folder, 'caches'), ...more },
      }),
    serve: (args) =>
      serving(args, {
        command: [process.execPath, program],
        cwd: folder,
        env: { XDG_CACHE_HOME: join(folder, 'caches') },
      }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A command line that starts a Node which says that it is version 22. */
export function nodeThatSays22(folder: string): [string, ...string[]] {
  const preload = join(folder, 'old-node.cjs');
  writeFileSync(preload, "Object.defineProperty(process, 'version', { value: 'v22.18.0' });\n");
  return [process.execPath, '--require', preload];
}
