import { cpSync, existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hasFitsSuffix } from '../../lib/lake/suffixes.ts';
import { folderStore } from '../../lib/stores/folder.ts';
import { deployed } from '../helpers/deployed.ts';
import { lakeContents } from '../helpers/lake-contents.ts';
import { runCli } from '../helpers/run-cli.ts';
import { putObject } from '../helpers/source.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

for (const folder of ['fits_data', '../shared/fits', '../shared/fits-edge']) {
  if (!existsSync(folder)) console.warn(`test:aws: skipping ${folder}, which does not exist`);
  it.skipIf(!existsSync(folder))(`uploading ${folder} produces the same rows as ingesting it`, async () => {
    const { expectContents } = await deployed();
    const prefix = `${folder.replaceAll(/\W+/g, '-')}/`;
    const names = globSync('**', { cwd: folder }).filter((name) => statSync(join(folder, name)).isFile());
    for (const name of names) await putObject(`${prefix}${name}`, readFileSync(join(folder, name)));

    // the same keys as in the bucket, because an obs_id may be made from the key
    const [root, lake] = [tempFolder(), tempFolder()];
    cpSync(folder, join(root, prefix), { recursive: true });
    const { status, stderr } = runCli(['ingest', '--lake', lake, root]);
    expect([0, 3], stderr).toContain(status);
    const ingested = await lakeContents(folderStore(lake));
    expect(ingested.size).toBe(names.filter(hasFitsSuffix).length);
    await expectContents(prefix, ingested);
  });
}
