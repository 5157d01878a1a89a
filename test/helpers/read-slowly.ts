import { once } from 'node:events';
import { LIMITS } from '../../lib/fits/limits.ts';
import { image, primary } from './fits.ts';
import { readAll } from './read-file.ts';
import { hdusFile } from './sparse-source.ts';

// Reads a file within TIME milliseconds, and waits for a line on standard input before its second read.

const DATA = 10_000_000;
const source = hdusFile([
  [primary([DATA]), DATA],
  [image([DATA]), DATA],
  [image([DATA]), DATA],
]);
let reads = 0;
const { hdus, faults } = await readAll(
  {
    read: async (...range) => {
      if (++reads === 2) {
        process.stdout.write('reading\n');
        await once(process.stdin, 'data');
      }
      return source.read(...range);
    },
  },
  { ...LIMITS, time: Number(process.env['TIME']) },
);
process.stdin.destroy();
process.stdout.write(`${hdus.length} HDUs, faults: ${faults.map(({ code }) => code).join() || 'none'}\n`);
