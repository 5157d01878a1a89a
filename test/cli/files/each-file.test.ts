import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { forEachFile } from '../../../lib/cli/files/each-file.ts';
import { type NamedFile, openLocalPath } from '../../../lib/cli/files/named-files.ts';
import { processStreams, useStreams } from '../../../lib/cli/terminal/output.ts';
import { BrokenPipe } from '../../../lib/cli/terminal/stream.ts';
import { Changed } from '../../../lib/stores/store.ts';
import { captured } from '../../helpers/run-main.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

let files: NamedFile[];
beforeEach(() => {
  const folder = tempFolder();
  files = ['a', 'b', 'c'].map((name) => {
    writeFileSync(join(folder, name), '');
    return { name, hdu: undefined, open: () => openLocalPath(join(folder, name)) };
  });
});

describe('forEachFile', () => {
  it('continues after a file that fails or changes while it is read', async () => {
    const { streams, printed } = captured();
    useStreams(streams);
    onTestFinished(() => useStreams(processStreams));
    const read: string[] = [];
    const counts = await forEachFile(files, async ({ name }) => {
      if (name === 'b') throw new Changed(name);
      read.push(name);
      return [];
    });
    expect(counts).toEqual({ faulty: 0, unreadable: 1 });
    expect(read).toEqual(['a', 'c']);
    expect(printed().stderr).toMatch(/^fits-datalake: b: it changed .*\n$/);
  });

  it('lets signals in between local files, which are read without waiting', async () => {
    let read = 0;
    let readAtSignal: number | undefined;
    setImmediate(() => {
      readAtSignal = read;
    });
    await forEachFile(files, async () => {
      read++;
      return [];
    });
    expect(readAtSignal).toBeLessThan(files.length);
  });

  it('ends if nobody reads the output any more', async () => {
    await expect(forEachFile(files, () => Promise.reject(new BrokenPipe()))).rejects.toThrow(BrokenPipe);
  });
});
