import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectionFolder, lakeKey, lakePrefix, collectionOf as partitionOf } from '../../lib/lake/naming.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

const keyOf = (key: string, depth?: number): string => lakeKey({ bucket: 'archive', key }, depth);
const collectionOf = (key: string, depth?: number): string =>
  keyOf(key, depth).replace(/^headers\/collection=([^/]*)\/.*$/s, '$1');
const nameOf = (key: string): string => keyOf(key).replace(/^.*\/[0-9a-f]{16}-/s, '');

/** Keys of all kinds: any characters, many slashes, up to 1,024 bytes and beyond. */
const keys = fc.oneof(
  fc.string({ unit: fc.oneof(fc.constant('/'), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })) }),
  fc.array(fc.nat(0xffff), { maxLength: 30 }).map((units) => String.fromCharCode(...units)),
  fc.string({ unit: fc.constantFrom('/', 'a', '.', '_', '%', '=', '-', '🔭', 'é', '\ud800') }),
  fc.nat(1024).map((length) => 'é'.repeat(length)),
  fc
    .tuple(fc.nat(1024), fc.constantFrom('a', '%', '🔭'))
    .map(([n, unit]) => `${unit.repeat(n)}/${unit.repeat(n)}`),
);

describe('lakeKey', () => {
  it('names collection, hash and name', () => {
    // echo -n archive/m31/2024/m31-r.fits | sha256sum
    expect(keyOf('m31/2024/m31-r.fits')).toBe('headers/collection=m31/3258742c37be539a-m31-r.fits.csv.gz');
  });

  it.each([
    ['a.fits', 1, '-'],
    ['/a.fits', 1, '-'],
    ['//a.fits', 2, '-%2F-'],
    ['m31/a.fits', 1, 'm31'],
    ['m31/a.fits', 2, 'm31'],
    ['m31/r/a.fits', 2, 'm31%2Fr'],
    ['m31//a.fits', 2, 'm31%2F-'],
    ['m31/r/b/a.fits', 2, 'm31%2Fr'],
    ['m31/', 1, 'm31'],
    ['', 1, '-'],
    ['m31/a.fits', 0, '-'],
    ['M 31 (r), ü/a.fits', 1, 'M 31 (r), ü'],
    [`"#%'*:=?\\\x7f{[]^\t\0/a`, 1, '%22%23%25%27%2A%3A%3D%3F%5C%7F%7B%5B%5D%5E%09%00'],
    ['}|~`<>+&;@!$,/a', 1, '}|~`<>+&;@!$,'],
    ['_night/a', 1, '_night'],
    ['../a', 1, '..'],
    ['NULL/a', 1, '%4EULL'],
    ['__HIVE_DEFAULT_PARTITION__/a', 1, '%5F_HIVE_DEFAULT_PARTITION__'],
    ['nullify/a', 1, 'nullify'],
    ['\ud800x/a', 1, '\ufffdx'],
  ])('encodes the collection of %j at depth %i', (key, depth, expected) => {
    expect(collectionOf(key, depth)).toBe(expected);
  });

  it.each([
    ['a/m31 r (2).fits', 'm31-r-2-.fits.csv.gz'],
    ['a/.hidden', '.hidden.csv.gz'],
    ['a/_x', '-x.csv.gz'],
    ['a/Ωμέγα.fits.gz', '-.fits.gz.csv.gz'],
    ['a/', '.csv.gz'],
    [`a/${'n'.repeat(1000)}`, `${'n'.repeat(100)}.csv.gz`],
  ])('reduces the name of %j', (key, expected) => {
    expect(nameOf(key)).toBe(expected);
  });

  it('cuts a long collection between characters, and keeps it apart from others', () => {
    expect(collectionOf(`${'a'.repeat(200)}/x`)).toBe('a'.repeat(200));
    const one = collectionOf(`${'a'.repeat(201)}/x`);
    expect(one).toMatch(/^a{183}-[0-9a-f]{16}$/);
    expect(collectionOf(`${'a'.repeat(202)}/x`)).not.toBe(one);
    expect(collectionOf(`${'%'.repeat(100)}/x`)).toMatch(/^(?:%25){61}-[0-9a-f]{16}$/);
    expect(collectionOf(`${'🔭'.repeat(100)}/x`)).toMatch(/^🔭{45}-[0-9a-f]{16}$/u);
  });

  it('is a legal path for any key', () => {
    fc.assert(
      fc.property(keys, fc.nat(4), (key, depth) => {
        const path = keyOf(key, depth);
        const segments = path.split('/');
        expect(segments).toHaveLength(3);
        expect(path.isWellFormed()).toBe(true);
        expect(path).toMatch(/^headers\/collection=[^/]+\/[0-9a-f]{16}-[A-Za-z0-9.-]*\.csv\.gz$/);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: there must be none
        expect(path).not.toMatch(/[\u0000-\u001f\u007f]/);
        for (const segment of segments) expect(Buffer.byteLength(segment)).toBeLessThanOrEqual(255);
        expect(Buffer.byteLength(segments[1] ?? '')).toBeLessThanOrEqual('collection='.length + 200);
      }),
      { numRuns: 1000 },
    );
  });

  it('is another one for another key, bucket, or collection', () => {
    fc.assert(
      fc.property(keys, keys, (one, other) => {
        fc.pre(one.toWellFormed() !== other.toWellFormed());
        expect(keyOf(one)).not.toBe(keyOf(other));
      }),
    );
    expect(lakeKey({ bucket: 'b', key: 'a.fits' })).not.toBe(keyOf('a.fits'));
    // collections that look alike once they are encoded
    fc.assert(
      fc.property(keys, keys, (one, other) => {
        const [first = '', second = ''] = [one, other].map((key) => key.toWellFormed().split('/')[0] || '-');
        fc.pre(first !== second);
        expect(collectionOf(`${first}/x`)).not.toBe(collectionOf(`${second}/x`));
      }),
    );
  });

  it('tells the collection of a lake object, as a value and as a folder', () => {
    expect(partitionOf(keyOf('m31/r "b"%25/a.fits', 2))).toEqual({
      value: 'm31/r "b"%25',
      folder: 'headers/collection=m31%2Fr %22b%22%2525/',
    });
    fc.assert(
      fc.property(keys, (key) => {
        const { value, folder } = partitionOf(keyOf(key));
        const whole = key.includes('/') ? key.toWellFormed().split('/')[0] || '-' : '-';
        if (Buffer.byteLength(folder) < 200) expect(value).toBe(whole);
        expect(keyOf(key).startsWith(folder)).toBe(true);
        expect(collectionFolder(value)).toBe(folder);
        expect(Buffer.byteLength(value)).toBeLessThanOrEqual(200);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives collections that DuckDB reads back', async () => {
    const folder = tempFolder();
    const collections = [
      'm31',
      '-',
      'M 31+ü',
      '100%',
      '%41',
      'a=b',
      'a:b?*#',
      `quotes'"`,
      'back\\slash',
      '[x]',
      '{y}',
      '^',
      '..',
      '_night',
      'null',
      'NULL',
      '__HIVE_DEFAULT_PARTITION__',
      '2024',
      '007',
      '2024-01-02',
      'true',
      'tab\tDEL\x7f',
      '🔭',
    ];
    for (const collection of collections) {
      const path = `${folder}/${keyOf(`${collection}/x.fits`)}`;
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path.replace(/\.gz$/, ''), 'a\n1\n');
    }
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    const result = await connection.runAndReadAll(
      `SELECT collection FROM read_csv('${folder}/headers/*/*.csv', header = true,
         hive_partitioning = true, hive_types_autocast = false)`,
    );
    connection.closeSync();
    instance.closeSync();
    expect(result.getRowsJson().flat().sort()).toEqual(collections.sort());
  });
});

describe('the part of the lake that may be about a prefix', () => {
  it.each([
    ['', 1, 'headers/'],
    ['20', 1, 'headers/'],
    ['2025/', 1, 'headers/collection=2025/'],
    ['2025/11/x', 1, 'headers/collection=2025/'],
    ['2025/11', 2, 'headers/collection=2025'],
    ['2025/11/x', 2, 'headers/collection=2025%2F11/'],
    ['null/', 2, 'headers/'],
    ['a:b/', 2, 'headers/collection=a%3Ab'],
    ['x', 0, 'headers/collection=-/'],
    ['/x', 1, 'headers/collection=-/'],
  ])('%j at depth %i is %s', (prefix, depth, expected) => {
    expect(lakePrefix(prefix, depth)).toBe(expected);
  });

  it('has the lake objects of all its keys', () => {
    const folder = fc.oneof(
      ...[
        fc.constantFrom('', 'null', 'NULL', '__hive_default_partition__', '-'),
        fc.string({ unit: 'binary' }),
      ],
      ...[fc.string({ minLength: 150, maxLength: 300 }), fc.string({ unit: 'grapheme', minLength: 60 })],
    );
    const keys = fc.array(folder, { minLength: 1, maxLength: 5 }).map((folders) => folders.join('/'));
    fc.assert(
      fc.property(keys, fc.nat(), fc.nat({ max: 4 }), (key, at, depth) => {
        const characters = [...key];
        const prefix = characters.slice(0, at % (characters.length + 1)).join('');
        expect(lakeKey({ bucket: 'b', key }, depth).startsWith(lakePrefix(prefix, depth))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
