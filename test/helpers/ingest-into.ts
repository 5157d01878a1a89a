// A process of its own that writes objects into a lake, one after another: node ingest-into.ts LAKE COUNT.
import { setTimeout as pause } from 'node:timers/promises';
import { openIngestCache } from '../../lib/engines/cache/ingest-cache.ts';
import { addToLake, csvOf, lakeKeyOf } from './small-lake.ts';

const [lake = '', count] = process.argv.slice(2);
const cache = await openIngestCache(lake);
for (let index = 0; index < Number(count); index++) {
  const told = { bucket: 'b', key: `new/${index}`, hdus: [[['OBJECT', `new ${index}`]]] } as const;
  addToLake(lake, told);
  await cache.add(lakeKeyOf(told), Buffer.from(csvOf(told)));
  if (index % 10 === 9) await cache.flush();
  await pause(5);
}
await cache.close();
