import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { HEADERS } from '../../lib/lake/naming.ts';
import { deployed } from '../helpers/deployed.ts';

/** Where test:athena finds the lake that the deployed stack has written. */
const KEPT = join(homedir(), '.cache', 'fits-datalake', 'aws-lake');

/** Deletes the lake of an earlier run, so that it is not mistaken for that of this one. */
export const forgetLake = (): void => rmSync(KEPT, { recursive: true, force: true });

/** Copies the lake of the deployed stack into a local folder, completely or not at all. */
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
