import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openLocalPath } from '../../../lib/cli/header/files.ts';
import { forEachFile } from '../../../lib/cli/header/read.ts';
import { processStreams, useStreams } from '../../../lib/cli/terminal/output.ts';
import { BrokenPipe } from '../../../lib/cli/terminal/stream.ts';
import { Changed } from '../../../lib/stores/store.ts';
import { captured } from '../../helpers/run-main.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const names = ['a', 'b', 'c'];
let folder: string;
beforeEach(() => {
  folder = tempFolder();
  for (const name of names) writeFileSync(join(folder, name), '');
});

describe('forEachFile', () => {
  it('continues after a file that fails or changes while it is read', async () => {
    const { streams, printed } = captured();
    useStreams(streams);
    onTestFinished(() => useStreams(processStreams));
    const read: string[] = [];
    const files = { names, open: (name: string) => openLocalPath(folder, name) };
    const counts = await forEachFile(files, async (path) => {
      if (path === 'b') throw new Changed(path);
      read.push(path);
      return [];
    });
    expect(counts).toEqual({ faulty: 0, unreadable: 1 });
    expect(read).toEqual(['a', 'c']);
    expect(printed().stderr).toMatch(/^fits-datalake: b: it changed .*\n$/);
  });

  it('ends if nobody reads the output any more', async () => {
    const files = { names, open: (name: string) => openLocalPath(folder, name) };
    await expect(forEachFile(files, () => Promise.reject(new BrokenPipe()))).rejects.toThrow(BrokenPipe);
  });
});
