// npm run lint:cfn: checks the CloudFormation templates of several settings with cfn-lint
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newApp } from '../lib/cloud/app.ts';
import { readSettings } from '../lib/cloud/settings/read-settings.ts';
import { FitsDatalakeStack } from '../lib/cloud/stack.ts';
import { pythonEnvironment } from '../test/helpers/python-environment.ts';

const VERSION = '1.51.0';
const RUN_CFN_LINT = 'import sys; from cfnlint.runner import main; sys.exit(main())';

/** Settings that together create every resource that the stack can have. */
const SETTINGS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  defaults: {},
  full: {
    sourcePrefix: 'raw/',
    sourceKmsKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    targetBucket: 'the-lake',
    keywords: 'GAIN:double,ESO DPR CATG',
    authority: 'archive.example.org',
    alarmEmail: 'night@observatory.example',
    lakeFormation: true,
    reconcileSchedule: 'cron(0 5 ? * SUN *)',
  },
  list: {
    sourceBucket: [
      'archive',
      {
        ...{ bucket: 'survey', prefix: 'raw/' },
        kmsKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      },
    ],
    reconcileSchedule: 'rate(7 days)',
    compaction: 'rate(6 hours)',
  },
  temporary: { retainLake: false },
  compacted: {
    compaction: 'rate(6 hours)',
    keywords: 'GAIN:double,ESO DPR CATG',
    alarmEmail: 'night@observatory.example',
  },
};

const REGIONS = ['eu-west-1', 'us-east-1', 'ap-southeast-2'];

/** Checks that are off, and why. */
const IGNORED: Readonly<Record<string, string>> = {
  I1022: 'CDK joins strings with Fn::Join',
  W3005: 'CDK makes a function depend on its role both by DependsOn and by reference',
};

const folder = mkdtempSync(join(tmpdir(), 'fits-datalake-cfn-'));
try {
  const templates = Object.entries(SETTINGS).map(([name, settings]) =>
    template(join(folder, name), settings),
  );
  const python = pythonEnvironment({
    script: 'lint:cfn',
    name: `cfn-lint-${VERSION}`,
    pip: [`cfn-lint==${VERSION}`],
  });
  const ignored = ['--ignore-checks', ...Object.keys(IGNORED)];
  const options = ['--regions', ...REGIONS, ...ignored, '--include-checks', 'I'];
  const { status, error } = spawnSync(python, ['-c', RUN_CFN_LINT, '--template', ...templates, ...options], {
    stdio: 'inherit',
  });
  if (error !== undefined) throw error;
  if (status === 0) console.log(`cfn-lint ${VERSION} found no problems in ${templates.length} templates`);
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Writes the template for some settings, without the functions' code, and returns its path. */
function template(outdir: string, context: Readonly<Record<string, unknown>>): string {
  const app = newApp({ outdir, context: { 'aws:cdk:bundling-stacks': [] } });
  const settings = readSettings((name) => ({ sourceBucket: 'archive', ...context })[name]);
  new FitsDatalakeStack(app, settings.stackId, { settings });
  return app.synth().getStackByName(settings.stackId).templateFullPath;
}
