import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../helpers/temp-folder.ts';

/** Runs the CDK app as cdk does, without credentials, a region or any other AWS configuration. */
function synth(context: Readonly<Record<string, unknown>>) {
  const outdir = tempFolder();
  const env = {
    PATH: process.env['PATH'],
    HOME: outdir,
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify(context),
    // npm run lint:cfn checks templates more strictly
    CDK_VALIDATION: 'false',
  };
  const { stderr, status } = spawnSync(process.execPath, ['bin/datalake.ts'], { encoding: 'utf8', env });
  return { outdir, stderr, status };
}

describe('the CDK app', () => {
  it('writes a template and the code of its functions, without AWS', () => {
    const { outdir, status, stderr } = synth({ sourceBucket: 'archive', stackId: 'lake-2' });
    expect(status, stderr).toBe(0);
    const template = readFileSync(join(outdir, 'lake-2.template.json'), 'utf8');
    const functions = template.match(/"AWS::Lambda::Function"/g);
    expect(globSync(join(outdir, 'asset.*', 'index.js'))).toHaveLength(functions?.length ?? 0);
    expect(functions?.length).toBeGreaterThanOrEqual(2);
  });

  it('refuses a setting on one line, and writes nothing', () => {
    const { outdir, status, stderr } = synth({ sourceBucket: 'archive', collectiondepth: '1' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^fits-datalake: collectiondepth: .*\n$/);
    expect(existsSync(join(outdir, 'manifest.json'))).toBe(false);
  });
});
