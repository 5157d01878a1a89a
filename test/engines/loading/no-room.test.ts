import { mkdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { whileWriting } from '../../../lib/engines/cache/attach-to-write.ts';
import { openSession } from '../../../lib/engines/cache/session.ts';
import { loadStagingFile } from '../../../lib/engines/loading/load-rows.ts';
import { ranOutOf } from '../../../lib/engines/loading/no-room-to-load.ts';
import { newStagingFile } from '../../../lib/engines/loading/staging-file.ts';
import { temporaryFolder } from '../../../lib/stores/temporary-folder.ts';
import { lakeOf } from '../../helpers/ask.ts';
import { fileWithObject, lakeKeyOf } from '../../helpers/small-lake.ts';

it('an object for which there is too little memory is not damaged: the load fails, and says what it needs', async () => {
  const file = fileWithObject('a/x');
  const lake = lakeOf(file);
  const { path } = temporaryFolder('cache');
  const folder = `${path}/cache`;
  mkdirSync(folder, { mode: 0o700 });
  const staging = newStagingFile(lake, `${path}/batch.csv`);
  await staging.add(lakeKeyOf(file), undefined);
  const { connection, close } = await openSession({ threads: '1', temp_directory: '' });
  const load = (memory: string): Promise<unknown> =>
    whileWriting(connection, folder, 0, async () => {
      await connection.run(`SET memory_limit = '${memory}'`);
      await loadStagingFile(connection, lake, staging);
    });
  const objects = (): Promise<unknown> =>
    whileWriting(connection, folder, 0, async () =>
      (await connection.runAndReadAll('SELECT path, damage FROM cache.objects')).getRows(),
    );
  try {
    await expect(load('3MB')).rejects.toMatchObject({
      name: 'NoRoomToLoad',
      room: 'memory',
      path: lakeKeyOf(file),
    });
    await connection.run("SET memory_limit = '160MB'");
    expect(await objects()).toEqual([]);
    await load('160MB');
    expect(await objects()).toEqual([[lakeKeyOf(file), null]]);
  } finally {
    close();
    staging.discard();
  }
});

it.each([
  ['Out of Memory Error: could not allocate block of size 61.0 MiB (0 bytes/57.2 MiB used)', 'memory'],
  [
    'TransactionContext Error: Failed to commit: failed to pin block of size 64.0 KiB (57.1 MiB/57.2 MiB used)',
    'memory',
  ],
  [
    'IO Error: Detached database "cache", but CHECKPOINT during DETACH failed. Original error: failed to pin block of size 64.0 KiB',
    'memory',
  ],
  [
    'Out of Memory Error: failed to offload data block of size 256.0 KiB. This limit was set by the max_temp_directory_size setting',
    'temp-space',
  ],
  ['IO Error: Could not write file "x.tmp": No space left on device', 'temp-space'],
  ['Invalid Input Error: CSV Error on Line: 1', undefined],
])('%s: that is too little %s', (text, room) => {
  expect(ranOutOf(new Error(text))).toBe(room);
});
