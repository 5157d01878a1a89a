import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../helpers/temp-folder.ts';

/** The app as cdk runs it, without an account, a region or anything else of AWS. */
function synth(context: Readonly<Record<string, unknown>>) {
  const outdir = tempFolder();
  const env = {
    PATH: process.env['PATH'],
    HOME: outdir,
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify(context),
  };
  const { stderr, status } = spawnSync(process.execPath, ['bin/datalake.ts'], { encoding: 'utf8', env });
  return { outdir, stderr, status };
}

describe('the door of the CDK app', () => {
  it('makes a template, and the code of its functions, on this machine alone', () => {
    const { outdir, status, stderr } = synth({ sourceBucket: 'archive', stackId: 'lake-2' });
    expect(status, stderr).toBe(0);
    const template = readFileSync(join(outdir, 'lake-2.template.json'), 'utf8');
    const functions = template.match(/"AWS::Lambda::Function"/g);
    expect(globSync(join(outdir, 'asset.*', 'index.js'))).toHaveLength(functions?.length ?? 0);
    expect(functions?.length).toBeGreaterThanOrEqual(2);
  });

  it.each([
    [{ sourceBucket: '<changeme>' }, 'sourceBucket: "<changeme>" still stands there'],
    [{}, 'sourceBucket: is not given'],
    [{ sourceBucket: 'archive', maxConcurrency: '1' }, 'maxConcurrency: "1" is no whole number'],
    [
      { sourceBucket: 'archive', collectiondepth: '1' },
      'collectiondepth: is no setting: collectionDepth is one',
    ],
  ])('refuses %j in one line, and makes nothing', (context, why) => {
    const { outdir, status, stderr } = synth(context);
    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(`fits-datalake: ${why}`)]);
    expect(existsSync(join(outdir, 'manifest.json'))).toBe(false);
  });
});
