import { gzipSync, zstdCompressSync } from 'node:zlib';
import { bzip2 } from '../../helpers/bzip2.ts';
import { compressed } from '../../helpers/lzw.ts';
import { card, type EdgeCase, extension, primary, simple } from './case.ts';

// Compressed files: what they contain is read as if it were not compressed.

const BLOCK = 2880;
const HDUS = [
  { cards: simple(8, 100), data: 100 },
  { cards: [...extension('IMAGE'), card("EXTNAME = 'SCI'", 'EXTNAME', 'string', 'SCI')] },
];

/** Cases of compressed files. */
export const CONTAINERS: readonly EdgeCase[] = [
  { about: 'a gzip file', hdus: HDUS, file: (hdus) => gzipSync(Buffer.concat(hdus)) },
  { about: 'a compress file (.Z)', hdus: HDUS, file: (hdus) => compressed(Buffer.concat(hdus)) },
  { about: 'a bzip2 file', hdus: HDUS, file: (hdus) => bzip2(Buffer.concat(hdus)) },
  { about: 'a zstd file', hdus: HDUS, file: (hdus) => zstdCompressSync(Buffer.concat(hdus)) },
  {
    about: 'all members of a gzip file, whatever follows the last',
    hdus: HDUS,
    file: (hdus) => Buffer.concat([...hdus.map((hdu) => gzipSync(hdu)), Buffer.alloc(512)]),
  },
  {
    about: 'all frames of a zstd file',
    hdus: HDUS,
    file: (hdus) => Buffer.concat(hdus.map((hdu) => zstdCompressSync(hdu))),
  },
  {
    about: 'the HDUs of a gzip file before its second member, which is truncated',
    hdus: [primary()],
    file: (hdus) => Buffer.concat([gzipSync(hdus[0]!), gzipSync(hdus[0]!).subarray(0, 9)]),
    faults: [['container-truncated', undefined, BLOCK]],
  },
  {
    about: 'the HDUs of a gzip file whose checksum is wrong',
    hdus: [primary()],
    file: (hdus) => {
      const file = gzipSync(hdus[0]!);
      file[file.length - 8]! ^= 1;
      return file;
    },
    faults: [['container-corrupt', undefined, BLOCK]],
  },
];
