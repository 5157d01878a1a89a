import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { readStream, readWhole } from '../../lib/stores/read-whole.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

it('a file is read as a whole, up to a size', async () => {
  const file = join(tempFolder(), 'list.txt');
  writeFileSync(file, 'a.fits\n');
  expect(String(await readWhole(file, 7))).toBe('a.fits\n');
  await expect(readWhole(file, 6)).rejects.toThrow('it has more than');
});

it('a stream without an end is read up to a size', async () => {
  const endless = Readable.from(
    (function* () {
      for (;;) yield Buffer.alloc(1_000_000);
    })(),
  );
  await expect(readStream(endless, 3_000_000)).rejects.toThrow('it has more than 3 MB');
  expect(String(await readStream(Readable.from([Buffer.from('a'), Buffer.from('b')]), 2))).toBe('ab');
});
