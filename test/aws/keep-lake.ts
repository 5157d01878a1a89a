import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { HEADERS } from '../../lib/lake/naming.ts';
import { deployed } from '../helpers/deployed.ts';

/** Where the suite on Trino finds a lake that the deployed stack made. */
const KEPT = join(homedir(), '.cache', 'fits-datalake', 'aws-lake');

/** What an earlier run has made is not taken for this one's. */
export const forgetLake = (): void => rmSync(KEPT, { recursive: true, force: true });

/** Copies the lake of the deployed stack into a folder of this machine, whole or not at all. */
export async function keepLake(): Promise<void> {
  const { lake } = await deployed();
  const fresh = `${KEPT}.${process.pid}`;
  let objects = 0;
  for await (const { key, size } of lake.list(HEADERS)) {
    const path = join(fresh, key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, (await lake.read(key, 0, size)).bytes);
    objects++;
  }
  if (objects === 0) return;
  forgetLake();
  renameSync(fresh, KEPT);
}
