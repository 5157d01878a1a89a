// A process that writes objects into a lake, one after another: node ingest-into.ts LAKE COUNT.
import { setTimeout as pause } from 'node:timers/promises';
import { openIngestCache } from '../../lib/engines/cache/ingest-cache.ts';
import { addToLake, csvOf, fileWithObject, lakeKeyOf } from './small-lake.ts';

const [lake = '', count] = process.argv.slice(2);
const cache = await openIngestCache(lake);
for (let index = 0; index < Number(count); index++) {
  const file = fileWithObject(`new/${index}`);
  addToLake(lake, file);
  await cache.add(lakeKeyOf(file), Buffer.from(csvOf(file)));
  if (index % 10 === 9) await cache.flush();
  await pause(5);
}
await cache.close();
