import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fitsDatalake, inTurn, measure } from '../measure.ts';
import type { Part } from '../part.ts';
import { lakeOf } from './questions.ts';

/** What it costs to start: the package, the checkout, and Node without a program. */
export const START: Part = {
  files: 20_000,
  about:
    'packs the npm package, makes a lake, and asks for nothing: with the package, with the checkout, and with Node alone',
  run: async function* ({ files, runs, work }) {
    const lake = await lakeOf(files, work);
    const program = unpacked(join(work, 'package'));
    const question = ['query', '--lake', lake, 'SELECT 1'];
    const commands = {
      node: () => measure(process.execPath, ['-e', '0']),
      version: () => measure(process.execPath, [program, '--version']),
      package: () => measure(process.execPath, [program, ...question]),
      checkout: () => fitsDatalake(...question),
    };
    // the first start compiles the modules
    inTurn(1, commands);
    const costs = inTurn(runs, commands);
    yield { what: '`node -e 0`', ...costs.node };
    yield { what: '`fits-datalake --version`, from the package', ...costs.version };
    yield { what: '`query "SELECT 1"`, from the package', ...costs.package, most: { cpu: 0.15 } };
    yield { what: '`query "SELECT 1"`, in the checkout', ...costs.checkout };
  },
};

/** Makes the package in a folder, with the checkout's DuckDB; returns its program. */
function unpacked(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  execFileSync('npm', ['pack', '--pack-destination', folder], { stdio: 'ignore' });
  const [archive = ''] = readdirSync(folder);
  execFileSync('tar', ['-xzf', join(folder, archive), '-C', folder]);
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
  return join(folder, 'package', 'bin', 'fits-datalake.js');
}
