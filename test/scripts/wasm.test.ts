import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sourceHash, WASM } from '../../scripts/wasm/modules.ts';

describe('a WebAssembly module', () => {
  it.each(WASM)('$target was compiled from $source as it is now (npm run wasm)', ({ source, target }) => {
    expect(readFileSync(target, 'utf8')).toContain(sourceHash(readFileSync(source)));
  });
});
