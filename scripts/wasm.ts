// npm run wasm: compiles the AssemblyScript of wasm/ to WebAssembly, and writes it into the rooms that use it, as text. The
// compiler is fetched by npx: it has 100 MB, and is needed only after a change in wasm/.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WASM, wasmSource } from './wasm/modules.ts';

const COMPILER = 'assemblyscript@0.28.20';
const OPTIONS = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'];

const work = mkdtempSync(join(tmpdir(), 'fits-wasm-'));
try {
  for (const { source, target, pages } of WASM) {
    const compiled = join(work, 'module.wasm');
    const args = [source, '-o', compiled, ...OPTIONS, '--initialMemory', String(pages)];
    const { status } = spawnSync('npx', ['--yes', '--package', COMPILER, 'asc', ...args], {
      stdio: 'inherit',
    });
    if (status !== 0) throw new Error(`${source} was not compiled`);
    writeFileSync(target, wasmSource(source, readFileSync(source), readFileSync(compiled)));
    console.log(`${target} was written`);
  }
} finally {
  rmSync(work, { recursive: true });
}
