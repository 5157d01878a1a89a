import { bunzip2 } from './bzip2.ts';
import { Damage, type DamageCode } from './damage.ts';
import { gunzip } from './gzip.ts';
import type { Container } from './kind.ts';
import { uncompress } from './lzw.ts';
import { type PackedInput, packedInput } from './packed.ts';
import { unzstd } from './zstd.ts';

type Packed = Exclude<Container, 'fits'>;

/** A container that cannot be unpacked to its end. */
export class ContainerError extends Error {
  override readonly name = 'ContainerError';
  readonly code: DamageCode;
  /** Bytes that came out before. */
  readonly unpacked: number;

  constructor(damage: Damage, unpacked: number) {
    super(damage.message, { cause: damage });
    this.code = damage.code;
    this.unpacked = unpacked;
  }
}

const DECODERS: Readonly<Record<Packed, (input: PackedInput) => AsyncGenerator<Uint8Array>>> = {
  gzip: gunzip,
  compress: uncompress,
  bzip2: bunzip2,
  zstd: unzstd,
};

/**
 * The bytes that `packed` unpacks to, in chunks of at most 128 KiB, unpacked and pulled only as they are
 * asked for, in bounded memory whatever the input. `return()` stops it all.
 *
 * A fault throws ContainerError once all bytes before it were given; that they were given does not mean they
 * are right, since checksums come last. (Of gzip, what stands within 64 KiB before corrupt deflate data is
 * given only in the first MiB of a member.) Errors of `packed` pass through. Bytes after the end of the data
 * that do not begin more of the same are not looked at.
 */
export async function* unpack(kind: Packed, packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = packedInput(packed);
  let unpacked = 0;
  try {
    for await (const bytes of DECODERS[kind](input)) {
      unpacked += bytes.length;
      yield bytes;
    }
  } catch (error) {
    throw error instanceof Damage ? new ContainerError(error, unpacked) : error;
  } finally {
    await input.close();
  }
}
