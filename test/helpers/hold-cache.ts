// A process that keeps a lake's cache open: node hold-cache.ts FOLDER read|write. It prints `held` when the cache is open,
// and closes it when its standard input ends.
import { attachToRead } from '../../lib/engines/cache/attach.ts';
import { whileWriting } from '../../lib/engines/cache/attach-to-write.ts';
import { openSession } from '../../lib/engines/cache/session.ts';

const [folder = '', mode] = process.argv.slice(2);
const session = await openSession({});
const held = async (): Promise<void> => {
  console.log('held');
  for await (const _ of process.stdin);
};
if (mode === 'write') await whileWriting(session.connection, folder, 0, held);
else {
  await attachToRead(session.connection, folder, 0);
  await held();
}
session.close();
