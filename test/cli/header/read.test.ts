import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openLocal } from '../../../lib/cli/header/files.ts';
import { eachFile } from '../../../lib/cli/header/read.ts';
import { processStreams, useStreams } from '../../../lib/cli/terminal/output.ts';
import { BrokenPipe } from '../../../lib/cli/terminal/stream.ts';
import { Changed } from '../../../lib/stores/store.ts';
import { captured } from '../../helpers/run-main.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

it('a file that changes or fails while it is read does not stop the others; a broken pipe does', async () => {
  const folder = tempFolder();
  const paths = ['a', 'b', 'c'].map((name) => join(folder, name));
  for (const path of paths) writeFileSync(path, '');
  const { streams, printed } = captured();
  useStreams(streams);
  onTestFinished(() => useStreams(processStreams));
  const read: string[] = [];
  const files = { names: paths, open: (name: string) => openLocal(folder, name) };
  const outcome = await eachFile(files, async (path) => {
    if (path === paths[1]) throw new Changed(path);
    read.push(path);
    return [];
  });
  expect(outcome).toEqual({ faulty: 0, unreadable: 1 });
  expect(read).toEqual([paths[0], paths[2]]);
  expect(printed().stderr).toMatch(/^.*\/b: it changed while it was read.*\n$/);
  await expect(eachFile(files, () => Promise.reject(new BrokenPipe()))).rejects.toThrow(BrokenPipe);
});
