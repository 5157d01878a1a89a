import { writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extraEnd, readStamp, type Stamp, withStamp } from '../../lib/stores/gzip-metadata.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

const stamps = fc.record<Stamp>({
  mark: fc.string(),
  metadata: fc.dictionary(fc.string(), fc.string({ unit: 'binary', maxLength: 2000 })),
});

describe('metadata in a gzip header', () => {
  it('can be read again, as can the content', () => {
    fc.assert(
      fc.property(stamps, fc.uint8Array(), (stamp, content) => {
        const bytes = withStamp(gzipSync(content), stamp);
        expect(readStamp(bytes, bytes.length)).toEqual(stamp);
        expect(readStamp(bytes.subarray(0, extraEnd(bytes)), bytes.length)).toEqual(stamp);
        expect([...gunzipSync(bytes)]).toEqual([...content]);
      }),
    );
  });

  it('is replaced, and other subfields are kept', () => {
    const first = Buffer.from(withStamp(gzipSync('x'), { mark: '1', metadata: { a: 'b' } }));
    // a subfield of another program, `AB` with three bytes, before the stamp
    const length = first.readUInt16LE(10);
    const foreign = Buffer.concat([
      first.subarray(0, 10),
      Buffer.from([(length + 7) & 0xff, (length + 7) >> 8]),
      Buffer.from('AB\x03\x00xyz', 'latin1'),
      first.subarray(12),
    ]);
    const second = Buffer.from(withStamp(foreign, { mark: '2', metadata: {} }));
    expect(readStamp(second, second.length)).toEqual({ mark: '2', metadata: {} });
    expect(second.toString('latin1')).toContain('AB\x03\x00xyz');
    expect(second.toString('latin1')).not.toContain('"mark":"1"');
    expect(gunzipSync(second).toString()).toBe('x');
  });

  it('is undefined if the body is truncated or is not gzip', () => {
    const bytes = withStamp(gzipSync('some content'), { mark: '1', metadata: { a: 'b' } });
    for (let length = 0; length < bytes.length; length++) {
      expect(readStamp(bytes.subarray(0, length), length)).toBeUndefined();
    }
    for (const body of ['', 'plain', 'a'.repeat(1000)]) {
      expect(readStamp(Buffer.from(body), body.length)).toBeUndefined();
    }
    expect(readStamp(gzipSync('x'), gzipSync('x').length)).toBeUndefined();
  });

  it('never causes an exception, whatever the bytes are', () => {
    const bytes = withStamp(gzipSync('some content'), { mark: '1', metadata: { a: 'b' } });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255))), (changes) => {
        const damaged = Buffer.from(bytes);
        for (const [at, byte] of changes) damaged[at] = byte;
        const stamp = readStamp(damaged, damaged.length);
        if (stamp !== undefined)
          expect(Object.values(stamp.metadata).every((v) => typeof v === 'string')).toBe(true);
      }),
    );
  });

  it('is refused if the header has no room for it', () => {
    const stamp = { mark: '1', metadata: {} };
    expect(() => withStamp(Buffer.from('plain text'), stamp)).toThrow(TypeError);
    expect(() => withStamp(Buffer.alloc(0), stamp)).toThrow(TypeError);
    expect(() => withStamp(gzipSync('x'), { mark: '1', metadata: { a: 'x'.repeat(70_000) } })).toThrow(
      TypeError,
    );
    const withChecksum = gzipSync('x');
    withChecksum[3] = 2;
    expect(() => withStamp(withChecksum, stamp)).toThrow(TypeError);
  });

  it.each([20, 2_000, 30_000])(
    'does not keep DuckDB from reading the body: %i characters, one member or several',
    async (length) => {
      const folder = tempFolder();
      const stamp = { mark: '1', metadata: { a: 'x'.repeat(length) } };
      const header = gzipSync('card_name,card_value\n');
      writeFileSync(`${folder}/one.csv.gz`, withStamp(gzipSync('card_name,card_value\nA,1\nB,2\n'), stamp));
      writeFileSync(
        `${folder}/several.csv.gz`,
        withStamp(Buffer.concat([header, gzipSync('C,3\n'), gzipSync('D,4\n')]), stamp),
      );
      const instance = await DuckDBInstance.create();
      const connection = await instance.connect();
      const sql = `SELECT * FROM read_csv('${folder}/*.csv.gz', header = true, all_varchar = true) ORDER BY 1`;
      const rows = (await connection.runAndReadAll(sql)).getRowsJson();
      connection.closeSync();
      instance.closeSync();
      expect(rows).toEqual([
        ['A', '1'],
        ['B', '2'],
        ['C', '3'],
        ['D', '4'],
      ]);
    },
  );
});
