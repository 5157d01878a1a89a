import { LAMBDA_LIMITS } from '../../lambda/process-items.ts';
import { LIMITS, type Limits } from '../../lib/fits/limits.ts';
import { markdownTable } from './markdown.ts';

// The table of limits in docs/reference.

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** What each limit bounds, with its unit and the fault that a file gets when it reaches the limit. */
const ROWS: readonly {
  /** What is limited, and its unit. */
  readonly what: string;
  readonly fault: string;
  readonly value: (limits: Limits) => string;
}[] = [
  {
    what: 'header blocks of one HDU (2,880 bytes, 36 cards each)',
    fault: 'limit-header',
    value: ({ headerBlocks }) => number(headerBlocks),
  },
  {
    what: 'headers of one file, together',
    fault: 'limit-total',
    value: ({ headerBytes }) => `${number(headerBytes / MIB)} MiB`,
  },
  { what: 'HDUs of one file', fault: 'limit-hdus', value: ({ hdus }) => number(hdus) },
  {
    what: 'a compressed file, uncompressed',
    fault: 'limit-unpacked',
    value: ({ unpackedBytes }) => `${number(unpackedBytes / GIB)} GiB`,
  },
  {
    what: 'uncompressed bytes without another header',
    fault: 'limit-unpacked',
    value: ({ unpackedGap }) => (unpackedGap === undefined ? 'none' : `${number(unpackedGap / GIB)} GiB`),
  },
  { what: 'time to read one file', fault: 'limit-time', value: ({ time }) => `${number(time / 1000)} s` },
  {
    what: 'time to decompress one file',
    fault: 'limit-time',
    value: ({ unpackingTime }) =>
      unpackingTime === undefined ? 'none' : `${number(unpackingTime / 1000)} s`,
  },
];

/** The limits of reading one file, on a local machine and in the functions of a stack. */
export const limitsTable = (): string =>
  markdownTable(
    ['limit', 'on your machine', 'on AWS', 'fault'],
    ROWS.map(({ what, fault, value }) => [what, value(LIMITS), value(LAMBDA_LIMITS), `\`${fault}\``]),
  );

const number = (value: number): string => value.toLocaleString('en-US');
