import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  collectionFolder,
  isCollectionName,
  isObjectPath,
  lakeKey,
  lakePrefix,
  collectionOf as partitionOf,
} from '../../lib/lake/naming.ts';
import { anyKeys, keysInFolders } from '../helpers/any-keys.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

const keyOf = (key: string, depth?: number): string => lakeKey({ bucket: 'archive', key }, depth);
const collectionOf = (key: string, depth?: number): string =>
  keyOf(key, depth).replace(/^headers\/collection=([^/]*)\/.*$/s, '$1');
const nameOf = (key: string): string => keyOf(key).replace(/^.*\/[0-9a-f]{16}-/s, '');

describe('the key of a lake object', () => {
  it('consists of collection, hash and name', () => {
    // echo -n archive/m31/2024/m31-r.fits | sha256sum
    expect(keyOf('m31/2024/m31-r.fits')).toBe('headers/collection=m31/3258742c37be539a-m31-r.fits.csv.gz');
  });

  it.each([
    ['a.fits', 1, '-'],
    ['/a.fits', 1, '-'],
    ['//a.fits', 2, '-~-'],
    ['m31/a.fits', 1, 'm31'],
    ['m31/a.fits', 2, 'm31'],
    ['m31/r/a.fits', 2, 'm31~r'],
    ['m31//a.fits', 2, 'm31~-'],
    ['m31/r/b/a.fits', 2, 'm31~r'],
    ['m31/', 1, 'm31'],
    ['', 1, '-'],
    ['m31/a.fits', 0, '-'],
    ['m31~r/a.fits', 1, 'm31_r'],
    ['a:b/a.fits', 1, 'a_b'],
    ['a%3Ab/a.fits', 1, 'a_3Ab'],
    ['M 31 (r), ü/a.fits', 1, 'M_31__r____'],
    ['🔭/a.fits', 1, '_'],
    ['e\u0301/a.fits', 1, 'e_'],
    [`"#%'*:=?\\\x7f{[]^\t\0/a`, 1, '_'.repeat(16)],
    ['_night/a', 1, '_night'],
    ['../a', 1, '..'],
    ['./a', 1, '.'],
    ['NULL/a', 1, 'NULL_'],
    ['null/x/a', 2, 'null~x'],
    ['Null_/a', 1, 'Null_'],
    ['__HIVE_DEFAULT_PARTITION__/a', 1, '__HIVE_DEFAULT_PARTITION___'],
    ['::hive default partition::/a', 1, '__hive_default_partition___'],
    ['nullify/a', 1, 'nullify'],
    ['\ud800x/a', 1, '_x'],
  ])('has the right collection for %j at depth %i', (key, depth, expected) => {
    expect(collectionOf(key, depth)).toBe(expected);
  });

  it.each([
    ['a/m31 r (2).fits', 'm31-r-2-.fits.csv.gz'],
    ['a/.hidden', '.hidden.csv.gz'],
    ['a/_x', '-x.csv.gz'],
    ['a/Ωμέγα.fits.gz', '-.fits.gz.csv.gz'],
    ['a/', '.csv.gz'],
    [`a/${'n'.repeat(1000)}`, `${'n'.repeat(100)}.csv.gz`],
  ])('has a simplified name for %j', (key, expected) => {
    expect(nameOf(key)).toBe(expected);
  });

  it('has a shortened collection for long folders, with a hash of all of them', () => {
    expect(collectionOf(`${'a'.repeat(200)}/x`)).toBe('a'.repeat(200));
    const one = collectionOf(`${'a'.repeat(201)}/x`);
    expect(one).toMatch(/^a{183}-[0-9a-f]{16}$/);
    expect(collectionOf(`${'a'.repeat(202)}/x`)).not.toBe(one);
    expect(collectionOf(`${'%'.repeat(201)}/x`)).toMatch(/^_{183}-[0-9a-f]{16}$/);
    expect(collectionOf(`${'%'.repeat(201)}/x`)).not.toBe(collectionOf(`${':'.repeat(201)}/x`));
    expect(collectionOf(`${'🔭'.repeat(200)}/x`)).toBe('_'.repeat(200));
  });

  it('is a legal path for any key', () => {
    fc.assert(
      fc.property(anyKeys, fc.nat(4), (key, depth) => {
        const path = keyOf(key, depth);
        expect(path).toMatch(
          /^headers\/collection=[A-Za-z0-9._~-]{1,200}\/[0-9a-f]{16}-[A-Za-z0-9.-]*\.csv\.gz$/,
        );
        expect(isObjectPath(path)).toBe(true);
        for (const segment of path.split('/')) expect(segment.length).toBeLessThanOrEqual(255);
      }),
      { numRuns: 1000 },
    );
  });

  it('needs no encoding in URLs, Hive paths and IAM resources, and is never NULL to Hive', () => {
    fc.assert(
      fc.property(fc.oneof(anyKeys, keysInFolders), fc.nat(4), (key, depth) => {
        const name = collectionOf(key, depth);
        expect(encodeURIComponent(name)).toBe(name);
        expect(isCollectionName(name)).toBe(true);
        expect(name).not.toMatch(/^(?:null|__hive_default_partition__)$/i);
      }),
      { numRuns: 1000 },
    );
  });

  it('differs for different keys and buckets', () => {
    fc.assert(
      fc.property(anyKeys, anyKeys, (one, other) => {
        fc.pre(one.toWellFormed() !== other.toWellFormed());
        expect(keyOf(one)).not.toBe(keyOf(other));
      }),
    );
    expect(lakeKey({ bucket: 'b', key: 'a.fits' })).not.toBe(keyOf('a.fits'));
  });

  it('differs for different keys even on a file system that ignores case', () => {
    expect(keyOf('M31/a.fits').toLowerCase()).not.toBe(keyOf('m31/a.fits').toLowerCase());
    expect(keyOf('a:b/x.fits')).not.toBe(keyOf('a b/x.fits'));
    expect(collectionOf('a:b/x.fits')).toBe(collectionOf('a b/x.fits'));
  });

  it('contains the value and the folder of the partition', () => {
    fc.assert(
      fc.property(anyKeys, fc.nat(4), (key, depth) => {
        const { value, folder } = partitionOf(keyOf(key, depth));
        expect(keyOf(key, depth).startsWith(folder)).toBe(true);
        expect(collectionFolder(value)).toBe(folder);
      }),
      { numRuns: 1000 },
    );
  });

  it('has a collection that DuckDB reads correctly', async () => {
    const folder = tempFolder();
    const folders = [
      ...['m31', '-', 'M 31+ü', '100%', '%41', 'a=b', 'a:b?*#', `quotes'"`, 'back\\slash', '[x]', '^', '..'],
      ...['_night', 'null', 'NULL', '__HIVE_DEFAULT_PARTITION__', '2024', '007', '2024-01-02', 'true', '🔭'],
    ];
    for (const name of folders) {
      const path = `${folder}/${keyOf(`${name}/x.fits`)}`;
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
    expect(result.getRowsJson().flat().sort()).toEqual(
      folders.map((name) => collectionOf(`${name}/x.fits`)).sort(),
    );
  });
});

describe('the lake prefix of a source prefix', () => {
  it.each([
    ['', 1, 'headers/'],
    ['20', 1, 'headers/'],
    ['2025/', 1, 'headers/collection=2025/'],
    ['2025/11/x', 1, 'headers/collection=2025/'],
    ['2025/11', 2, 'headers/collection=2025'],
    ['2025/11/x', 2, 'headers/collection=2025~11/'],
    ['null/', 1, 'headers/collection=null_/'],
    ['null/', 2, 'headers/collection=null'],
    ['a:b/', 2, 'headers/collection=a_b'],
    ['x', 0, 'headers/collection=-/'],
    ['/x', 1, 'headers/collection=-/'],
  ])('of %j at depth %i is %s', (prefix, depth, expected) => {
    expect(lakePrefix(prefix, depth)).toBe(expected);
  });

  it('contains the lake objects of all its keys', () => {
    fc.assert(
      fc.property(keysInFolders, fc.nat(), fc.nat({ max: 4 }), (key, at, depth) => {
        const characters = [...key];
        const prefix = characters.slice(0, at % (characters.length + 1)).join('');
        expect(lakeKey({ bucket: 'b', key }, depth).startsWith(lakePrefix(prefix, depth))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
