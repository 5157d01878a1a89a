import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newApp } from '../../lib/cloud/app.ts';
import { readSettings } from '../../lib/cloud/settings/read-settings.ts';
import { FitsDatalakeStack } from '../../lib/cloud/stack.ts';
import { MOST_RULES_BYTES } from '../../lib/settings/rules/parse.ts';
import { readRulesFile } from '../../lib/settings/rules/rules-file.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

/** Bundles the header extractor for some settings; returns the folder of its code, its hash, and notes. */
function bundled(settings: Readonly<Record<string, unknown>>): {
  readonly folder: string;
  readonly hash: string;
  /** What CDK prints. */
  readonly notes: readonly unknown[];
} {
  const outdir = tempFolder();
  const app = newApp({ outdir, context: { 'aws:cdk:bundling-stacks': ['**'] } });
  const stack = new FitsDatalakeStack(app, 'lake', {
    settings: readSettings((name) => ({ sourceBucket: 'archive', ...settings })[name]),
  });
  const lambda = stack.node.findChild('HeaderExtractor').node.findChild('Function');
  const { assetPath } = lambda.node.findChild('Code') as unknown as { readonly assetPath: string };
  const notes = stack.node.metadata.filter(({ type }) => type === 'aws:cdk:info').map(({ data }) => data);
  return { notes, folder: join(outdir, assetPath.slice(assetPath.lastIndexOf('/') + 1)), hash: assetPath };
}

describe('the code of the functions', () => {
  it('contains the custom rules, and is other code without them', { timeout: 60_000 }, () => {
    // one environment variable may have 128 KiB on Linux, and the JSON of the largest rules file has more
    const rules = join(tempFolder(), 'largest.yaml');
    writeFileSync(rules, `- filter: { value: '${'\\'.repeat(MOST_RULES_BYTES - 23)}' }`);
    const [withRules, without] = [bundled({ rules }), bundled({})];
    const json = readFileSync(join(withRules.folder, 'custom-rules.json'), 'utf8');
    expect(json.length).toBeGreaterThan(131_000);
    expect(JSON.parse(json)).toEqual(readRulesFile(rules).rules);
    expect(withRules.notes).toEqual([expect.stringContaining('fits-datalake backfill')]);
    expect(without.notes).toEqual([]);
    expect(withRules.hash.split('/').at(-1)).not.toBe(without.hash.split('/').at(-1));
  });
});
