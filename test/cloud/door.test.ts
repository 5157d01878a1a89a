import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../helpers/temp-folder.ts';

/** Runs the CDK app as cdk does, without credentials, a region or anything else of AWS. */
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

describe('the CDK app', () => {
  it('writes a template and the code of its functions, without AWS', () => {
    const { outdir, status, stderr } = synth({ sourceBucket: 'archive', stackId: 'lake-2' });
    expect(status, stderr).toBe(0);
    // CDK checks the template against the schemas of CloudFormation and only warns
    expect(stderr).not.toMatch(/warning|violation/i);
    const template = readFileSync(join(outdir, 'lake-2.template.json'), 'utf8');
    const functions = template.match(/"AWS::Lambda::Function"/g);
    expect(globSync(join(outdir, 'asset.*', 'index.js'))).toHaveLength(functions?.length ?? 0);
    expect(functions?.length).toBeGreaterThanOrEqual(2);
  });

  it.each([
    ['a setting that is wrong', { sourceBucket: 'archive', maxConcurrency: '1' }, 'maxConcurrency: "1"'],
    ['a name with a typing error', { sourceBucket: 'archive', collectiondepth: '1' }, 'collectionDepth?'],
  ])('refuses %s on one line, and writes nothing', (_, context, fact) => {
    const { outdir, status, stderr } = synth(context);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^fits-datalake: .*\n$/);
    expect(stderr).toContain(fact);
    expect(existsSync(join(outdir, 'manifest.json'))).toBe(false);
  });
});
