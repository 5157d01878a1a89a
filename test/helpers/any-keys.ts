import fc from 'fast-check';

/** Keys of all kinds: any characters, many slashes, up to 1,024 bytes and beyond. */
export const anyKeys: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: fc.oneof(fc.constant('/'), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })) }),
  fc.array(fc.nat(0xffff), { maxLength: 30 }).map((units) => String.fromCharCode(...units)),
  fc.string({ unit: fc.constantFrom('/', 'a', '.', '_', '%', '=', '-', '~', '🔭', 'é', '\ud800') }),
  fc.nat(1024).map((length) => 'é'.repeat(length)),
  fc
    .tuple(fc.nat(1024), fc.constantFrom('a', '%', '🔭'))
    .map(([n, unit]) => `${unit.repeat(n)}/${unit.repeat(n)}`),
);

/** Folders with names that are special to Hive, or long. */
const folders = fc.oneof(
  fc.constantFrom(
    '',
    'null',
    'NULL',
    '__hive_default_partition__',
    '\x01_hive default_partition__',
    '-',
    'a:b',
  ),
  fc.string({ unit: 'binary' }),
  fc.string({ minLength: 150, maxLength: 300 }),
  fc.string({ unit: 'grapheme', minLength: 60 }),
);

/** Keys in such folders. */
export const keysInFolders: fc.Arbitrary<string> = fc
  .array(folders, { minLength: 1, maxLength: 5 })
  .map((names) => names.join('/'));
