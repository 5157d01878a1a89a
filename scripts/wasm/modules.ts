import { createHash } from 'node:crypto';

/** A module of wasm/. */
interface WasmModule {
  readonly source: string;
  /** The file that contains it as text. */
  readonly target: string;
  /** Its memory, in pages of 64 kB. */
  readonly pages: number;
}

/** The modules of wasm/. */
export const WASM: readonly WasmModule[] = [
  { source: 'wasm/plain-cards.ts', target: 'lib/fits/plain-cards.wasm.ts', pages: 2 },
  { source: 'wasm/split-rows.ts', target: 'lib/lake/rows/split-rows.wasm.ts', pages: 39 },
  { source: 'wasm/plain-rows.ts', target: 'lib/lake/rows/plain-rows.wasm.ts', pages: 8 },
];

/** A hash of a source file: a test compares it with the one in the target. */
export const sourceHash = (source: Uint8Array): string => createHash('sha256').update(source).digest('hex');

/** The text of a target. */
export const wasmSource = (name: string, source: Uint8Array, compiled: Uint8Array): string =>
  `// Written by \`npm run wasm\` from ${name}, whose SHA-256 is
// ${sourceHash(source)}.

/** The WebAssembly module, in base64. */
export const MODULE =
  '${Buffer.from(compiled).toString('base64')}';
`;
