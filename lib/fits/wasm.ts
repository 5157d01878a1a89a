/** TypeScript knows WebAssembly only in browsers. */
declare const WebAssembly:
  | {
      readonly Module: new (bytes: Uint8Array) => object;
      readonly Instance: new (module: object) => { readonly exports: object };
    }
  | undefined;

/** A number that a module of wasm/ exports. */
export interface Exported {
  readonly value: number;
}

/**
 * What a module of wasm/ exports; undefined where WebAssembly or its SIMD is missing or not allowed. The work is then
 * done in TypeScript.
 *
 * @param base64 the module
 */
export function instantiate<Exports>(base64: string): Exports | undefined {
  if (typeof WebAssembly === 'undefined') return undefined;
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as Exports;
  } catch {
    return undefined;
  }
}
