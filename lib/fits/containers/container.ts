/** How a file is stored, judged by its first bytes, since its name may be wrong: as plain FITS or compressed. */
export type Container = 'fits' | CompressedContainer;
/** The ways in which a file may be compressed. */
export type CompressedContainer = 'gzip' | 'compress' | 'bzip2' | 'zstd';

const MAGIC: readonly (readonly [CompressedContainer, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]], // RFC 1952, 2.3.1
  ['compress', [0x1f, 0x9d]], // compress(1), .Z
  ['bzip2', [0x42, 0x5a, 0x68]], // 'BZh'
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]], // RFC 8878, 3.1.1
];

/** The container of a file that begins with `first`, at least 4 bytes; `fits` if it is not a compressed one. */
export function containerOf(first: Uint8Array): Container {
  // files written by pzstd begin with a skippable zstd frame: RFC 8878, 3.1.2
  if ((first[0]! & 0xf0) === 0x50 && first[1] === 0x2a && first[2] === 0x4d && first[3] === 0x18)
    return 'zstd';
  for (const [container, magic] of MAGIC) if (magic.every((byte, i) => first[i] === byte)) return container;
  return 'fits';
}
