import { card, type EdgeCase, extension, integer, primary, simple } from './case.ts';

// The structure of files: FITS standard 4.0, sections 3 (blocks), 4.4.1 (sizes), 6 (random groups), 7 (tables) and 10
// (compressed images).

const BLOCK = 2880;
const IMAGE = { cards: extension('IMAGE') };

/** Changes the bytes of a file from `at` on. */
const patched = (file: Buffer, at: number, text: string): Buffer => {
  file.write(text, at, 'latin1');
  return file;
};

/** Cases of blocks, sizes and HDUs. */
export const STRUCTURE: readonly EdgeCase[] = [
  {
    about: 'a file with SIMPLE = F, and its extensions',
    hdus: [
      {
        cards: [card('SIMPLE  =                    F', 'SIMPLE', 'logical', 'false'), ...simple().slice(1)],
      },
      IMAGE,
    ],
  },
  {
    about: 'NAXIS before BITPIX',
    hdus: [{ cards: [simple()[0]!, integer('NAXIS', 0), integer('BITPIX', 8)] }],
  },
  { about: 'an axis of length zero as no data', hdus: [{ cards: simple(8, 0, 100) }, IMAGE] },
  {
    about: 'random groups, whose first axis is zero',
    hdus: [
      {
        cards: [
          ...simple(-32, 0, 3, 4),
          card('GROUPS  =                    T', 'GROUPS', 'logical', 'true'),
          integer('PCOUNT', 6),
          integer('GCOUNT', 10),
        ],
        // 4 bytes * 10 groups * (6 parameters + 3 * 4 values)
        data: 720,
      },
      IMAGE,
    ],
  },
  {
    about: 'a table with a heap, whose bytes are in PCOUNT',
    hdus: [primary(), { cards: extension('BINTABLE', 8, [12, 240], 3000), data: 12 * 240 + 3000 }, IMAGE],
  },
  {
    about: 'a compressed image as the table that it is',
    hdus: [
      primary(),
      {
        cards: [
          ...extension('BINTABLE', 8, [8, 2], 100),
          card('ZIMAGE  =                    T', 'ZIMAGE', 'logical', 'true'),
          integer('ZNAXIS1', 100),
        ],
        data: 116,
      },
      IMAGE,
    ],
  },
  { about: 'an extension of an unknown type', hdus: [primary(), { cards: extension('A3DTABLE') }, IMAGE] },
  {
    about: 'END as the last record of a block, and as the first of the next',
    hdus: [
      { cards: [...simple(), ...Array.from({ length: 32 }, (_, i) => integer(`K${i}`, i))] },
      { cards: [...extension('IMAGE'), ...Array.from({ length: 31 }, (_, i) => integer(`K${i}`, i))] },
      IMAGE,
    ],
    offsets: [0, BLOCK, 3 * BLOCK],
  },
  {
    about: 'text after END on its card',
    hdus: [primary(), IMAGE],
    file: (hdus) => patched(Buffer.concat(hdus), 3 * 80, 'END      of header'),
    faults: [['end-not-blank', 0, 3 * 80 + 9]],
  },
  {
    about: 'a header padded with NULs',
    hdus: [primary(), IMAGE],
    file: (hdus) => Buffer.concat(hdus).fill(0, 4 * 80, BLOCK),
    faults: [['header-padding', 0, 4 * 80]],
  },
  {
    about: 'the HDUs before a header without END',
    hdus: [primary(), IMAGE],
    file: ([first, second]) => Buffer.concat([first!, second!, patched(Buffer.from(second!), 5 * 80, '   ')]),
    faults: [['no-end', 2, 2 * BLOCK]],
  },
  {
    about: 'a file that ends within the padding of its header',
    hdus: [primary()],
    file: (hdus) => Buffer.concat(hdus).subarray(0, 400),
    faults: [['header-not-padded', 0, 400]],
  },
  {
    about: 'truncated data',
    hdus: [{ cards: simple(16, 100, 100), data: 20_000 }],
    file: (hdus) => Buffer.concat(hdus).subarray(0, BLOCK + 19_999),
    faults: [['truncated-data', 0, BLOCK + 19_999]],
  },
  {
    about: 'data without padding',
    hdus: [{ cards: simple(8, 5000), data: 5000 }],
    file: (hdus) => Buffer.concat(hdus).subarray(0, BLOCK + 5000),
    faults: [['data-padding', 0, BLOCK + 5000]],
  },
  {
    about: 'bytes after the last HDU',
    hdus: [primary(), IMAGE],
    file: (hdus) => Buffer.concat([...hdus, Buffer.alloc(100)]),
    faults: [['trailing-bytes', 2, 2 * BLOCK]],
  },
  {
    about: 'blank blocks after the last HDU',
    hdus: [primary()],
    file: (hdus) => Buffer.concat([...hdus, Buffer.alloc(BLOCK, ' ')]),
    faults: [['trailing-bytes', 1, BLOCK]],
  },
  {
    about: 'an impossible BITPIX as no data',
    hdus: [{ cards: simple(12, 100) }, IMAGE],
    faults: [['bad-bitpix', 0, 0]],
  },
  {
    about: 'a missing axis as no data',
    hdus: [{ cards: [...simple().slice(0, 2), integer('NAXIS', 1)] }, IMAGE],
    faults: [['bad-naxis', 0, 0]],
  },
  { about: 'an empty file', hdus: [], faults: [['empty', undefined, 0]] },
  {
    about: 'an HTML page',
    hdus: [],
    file: () => Buffer.from('<!DOCTYPE html><title>403</title>'.padEnd(BLOCK)),
    faults: [['not-fits', undefined, 0]],
  },
  {
    about: 'a file that begins with a byte order mark',
    hdus: [primary()],
    file: (hdus) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), ...hdus]),
    offsets: [],
    faults: [['not-fits', undefined, 0]],
  },
];
