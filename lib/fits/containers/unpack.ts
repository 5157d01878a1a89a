import { bunzip2 } from './bzip2.ts';
import { type CompressedInput, compressedInput } from './compressed-input.ts';
import type { CompressedContainer } from './container.ts';
import { DecodeError, type DecodeErrorCode } from './decode-error.ts';
import { type Engines, EnginesMissing } from './engines.ts';
import { gunzip } from './gzip.ts';
import { uncompress } from './lzw.ts';
import { unzstd } from './zstd.ts';

/** A container that cannot be unpacked to its end. */
export class ContainerError extends Error {
  override readonly name = 'ContainerError';
  readonly code: DecodeErrorCode;
  /** How many bytes were unpacked before the error. */
  readonly unpacked: number;

  constructor(error: DecodeError, unpacked: number) {
    super(error.message, { cause: error });
    this.code = error.code;
    this.unpacked = unpacked;
  }
}

/**
 * Unpacks `compressed` into chunks of at most 128 KiB, in bounded memory whatever the input. It reads and unpacks
 * only on demand; `return()` stops it.
 *
 * Throws ContainerError, after all bytes that come before the error. These may be wrong, because checksums come last.
 * (With gzip, up to 64 KiB before invalid data may be missing, except in the first MiB of a member.) Also
 * throws the errors of `compressed`, and EnginesMissing. Bytes after the end of the data that do not begin more of
 * the same are ignored.
 */
export async function* unpack(
  container: CompressedContainer,
  compressed: AsyncIterable<Uint8Array>,
  engines?: () => Promise<Engines>,
): AsyncGenerator<Uint8Array> {
  const input = compressedInput(compressed);
  let unpacked = 0;
  try {
    for await (const bytes of decode(container, input, engines)) {
      unpacked += bytes.length;
      yield bytes;
    }
  } catch (error) {
    throw error instanceof DecodeError ? new ContainerError(error, unpacked) : error;
  } finally {
    await input.close();
  }
}

async function* decode(
  container: CompressedContainer,
  input: CompressedInput,
  engines?: () => Promise<Engines>,
): AsyncGenerator<Uint8Array> {
  if (container === 'bzip2') return yield* bunzip2(input);
  if (container === 'compress') return yield* uncompress(input);
  if (engines === undefined) throw new EnginesMissing(container);
  yield* container === 'gzip' ? gunzip(input, await engines()) : unzstd(input, await engines());
}
