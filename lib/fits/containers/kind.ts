/** What a file is packed in, told by its first bytes (its name may lie). */
export type Container = 'fits' | 'gzip' | 'compress' | 'bzip2' | 'zstd';

const MAGIC: readonly (readonly [Exclude<Container, 'fits'>, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]], // RFC 1952, 2.3.1
  ['compress', [0x1f, 0x9d]], // compress(1), .Z
  ['bzip2', [0x42, 0x5a, 0x68]], // 'BZh'
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]], // RFC 8878, 3.1.1
];

/** The container that `first`, the first bytes of a file (4 or more), tell of; `fits` where none. */
export function containerOf(first: Uint8Array): Container {
  // a skippable zstd frame, with which pzstd begins: RFC 8878, 3.1.2
  if ((first[0]! & 0xf0) === 0x50 && first[1] === 0x2a && first[2] === 0x4d && first[3] === 0x18)
    return 'zstd';
  for (const [kind, magic] of MAGIC) if (magic.every((byte, i) => first[i] === byte)) return kind;
  return 'fits';
}
