import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { openLocal } from '../../../lib/cli/header/files.ts';
import { eachFile } from '../../../lib/cli/header/read.ts';
import { BrokenPipe } from '../../../lib/cli/terminal/output.ts';
import { Changed } from '../../../lib/stores/store.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

it('a file that changes or fails while it is read does not stop the others; a broken pipe does', async () => {
  const folder = tempFolder();
  const paths = ['a', 'b', 'c'].map((name) => join(folder, name));
  for (const path of paths) writeFileSync(path, '');
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  const read: string[] = [];
  const files = { names: paths, open: (name: string) => openLocal(folder, name) };
  const outcome = await eachFile(files, async (path) => {
    if (path === paths[1]) throw new Changed(path);
    read.push(path);
    return [];
  });
  expect(outcome).toEqual({ faulty: 0, unreadable: 1 });
  expect(read).toEqual([paths[0], paths[2]]);
  expect(said.mock.calls).toEqual([[expect.stringContaining(`${paths[1]}: it changed while it was read`)]]);
  await expect(eachFile(files, () => Promise.reject(new BrokenPipe()))).rejects.toThrow(BrokenPipe);
  said.mockRestore();
});
