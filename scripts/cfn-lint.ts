import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newApp } from '../lib/cloud/app.ts';
import { readSettings } from '../lib/cloud/settings/settings.ts';
import { FitsDatalakeStack } from '../lib/cloud/stack.ts';
import { pythonEnvironment } from '../test/helpers/python-environment.ts';

// Lints what CloudFormation would be given, for several settings: node scripts/cfn-lint.ts

const VERSION = '1.51.0';
const MAIN = 'import sys; from cfnlint.runner import main; sys.exit(main())';

const SETTINGS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  plain: {},
  full: {
    sourcePrefix: 'raw/',
    sourceKmsKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    targetBucket: 'the-lake',
    keywords: 'GAIN:double,ESO DPR CATG',
    alarmEmail: 'night@observatory.example',
    lakeFormation: true,
    reconcileSchedule: 'cron(0 5 ? * SUN *)',
  },
  going: { retainLake: false },
};

const REGIONS = ['eu-west-1', 'us-east-1', 'ap-southeast-2'];

const IGNORED: Readonly<Record<string, string>> = {
  I1022: 'CDK puts texts together by Fn::Join',
  W3005: 'CDK has a function depend on its role by name as well as by reference',
};

const folder = mkdtempSync(join(tmpdir(), 'fits-datalake-cfn-'));
try {
  const templates = Object.entries(SETTINGS).map(([name, given]) => template(join(folder, name), given));
  const python = pythonEnvironment({
    script: 'lint:cfn',
    name: `cfn-lint-${VERSION}`,
    pip: [`cfn-lint==${VERSION}`],
  });
  const ignored = ['--ignore-checks', ...Object.keys(IGNORED)];
  const options = ['--regions', ...REGIONS, ...ignored, '--include-checks', 'I'];
  const { status, error } = spawnSync(python, ['-c', MAIN, '--template', ...templates, ...options], {
    stdio: 'inherit',
  });
  if (error !== undefined) throw error;
  if (status === 0) console.log(`cfn-lint ${VERSION}: ${templates.length} templates are sound`);
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The file of a template that some settings make, without the code of functions. */
function template(outdir: string, given: Readonly<Record<string, unknown>>): string {
  const app = newApp({ outdir, context: { 'aws:cdk:bundling-stacks': [] } });
  const settings = readSettings((name) => ({ sourceBucket: 'archive', ...given })[name]);
  new FitsDatalakeStack(app, settings.stackId, { settings });
  return app.synth().getStackByName(settings.stackId).templateFullPath;
}
