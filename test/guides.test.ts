import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import * as athena from '@aws-sdk/client-athena';
import * as cloudFormation from '@aws-sdk/client-cloudformation';
import * as glue from '@aws-sdk/client-glue';
import * as s3 from '@aws-sdk/client-s3';
import { DefaultStackSynthesizer } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../lib/cloud/settings/settings.ts';
import { rowOf } from './helpers/fake-athena.ts';
import { athenaAnswers, fakeAws } from './helpers/fake-aws.ts';
import { OUTPUTS } from './helpers/our-stack.ts';
import { PROGRAM, runCli } from './helpers/run-cli.ts';
import { runCliBeside } from './helpers/run-cli-beside.ts';

// Checks that everything the guides tell people to use exists: policies, commands, options and settings.

const textOf = (file: string): string => readFileSync(file, 'utf8');
const blocksOf = (file: string, language: string): string[] =>
  [...textOf(file).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, block = '']) => block,
  );

interface Policy {
  readonly Version: string;
  readonly Statement: readonly {
    readonly Effect: string;
    readonly Action: string | readonly string[];
    readonly Resource: string | readonly string[];
  }[];
}

const PERMISSIONS = 'docs/guides/permissions.md';
const policies = blocksOf(PERMISSIONS, 'json').map((block) => JSON.parse(block) as Policy);
const actionsOf = ({ Statement }: Policy): string[] => Statement.flatMap(({ Action }) => Action);

/** The AWS clients have a command for each action, except for {@link NO_COMMANDS}. */
const SERVICES: Readonly<Record<string, object>> = { athena, cloudformation: cloudFormation, glue, s3 };
const NO_COMMANDS = ['athena:GetQueryResultsStream', 's3:ListBucket'];

describe('the policies for people who run queries', () => {
  it('are two: one for the command line, and another one for the console', () => {
    expect(policies).toHaveLength(2);
  });
  it.each(policies.map((policy, i) => [i, policy] as const))(
    'policy %d allows actions that exist in AWS',
    (_, policy) => {
      expect(policy.Version).toBe('2012-10-17');
      for (const { Effect } of policy.Statement) expect(Effect).toBe('Allow');
      for (const action of actionsOf(policy)) {
        const [service = '', name = ''] = action.split(':');
        const exists = NO_COMMANDS.includes(action) || `${name}Command` in (SERVICES[service] ?? {});
        expect(exists, action).toBe(true);
      }
    },
  );
  it('allow no changes except to start and stop queries', () => {
    const changing = policies
      .flatMap(actionsOf)
      .filter((action) => !/:(?:Get|List|BatchGet|Describe)/.test(action));
    expect(changing).toEqual(['athena:StartQueryExecution', 'athena:StopQueryExecution']);
  });
  it('are limited to the stack, except to list workgroups and data sources', () => {
    const everywhere = policies
      .flatMap(({ Statement }) => Statement)
      .filter(({ Resource }) => [Resource].flat().includes('*'))
      .flatMap(({ Action }) => Action);
    expect(everywhere).toEqual([
      ...['athena:ListWorkGroups', 'athena:ListDataCatalogs', 'athena:ListEngineVersions'],
    ]);
  });
  it('allow every request that query --stack makes', async () => {
    const { env, requests } = await fakeAws(
      athenaAnswers({ n: 'bigint' }, { rows: [rowOf('n'), rowOf('1')] }),
    );
    const { status } = await runCliBeside(['query', '--stack', 'my-fits-datalake', 'SELECT 1 AS n'], { env });
    expect(status).toBe(0);
    const allowed = actionsOf(policies[0]!).map((action) => action.split(':')[1]);
    expect(requests.length).toBeGreaterThan(2);
    for (const { action } of requests) expect(allowed).toContain(action);
  });
});

const FIRST = 'docs/guides/first-deployment.md';
const script = blocksOf(FIRST, 'sh').join('\n');

describe('the guide to the first deployment', () => {
  it('is valid bash', () => {
    expect(script.split('\n').length).toBeGreaterThan(60);
    expect(spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  it('sets each variable before it uses it', () => {
    const known = new Set(['AWS_PROFILE', '1']);
    for (const line of script.split('\n')) {
      const [, loop] = /^for (\w+) in/.exec(line) ?? [];
      if (loop !== undefined) known.add(loop);
      for (const [, name = ''] of line.matchAll(/\$\{?(\w+)/g)) expect([...known], line).toContain(name);
      for (const [, name = ''] of line.matchAll(/^(?:export )?([A-Z]+(?:_[A-Z]+)*)=/g)) known.add(name);
    }
  });

  const commands = [...script.matchAll(/npx fits-datalake (\w+)([^\n;|]*)/g)].map(
    ([, verb = '', rest = '']) => [verb, rest.replace(/"[^"]*"/g, '').match(/--[a-z-]+/g) ?? []] as const,
  );
  it.each([...new Set(commands.map(([verb]) => verb))])('uses %s with options that exist', (verb) => {
    const help = execFileSync(process.execPath, [PROGRAM, verb, '--help'], { encoding: 'utf8' });
    const used = new Set(commands.flatMap(([name, options]) => (name === verb ? options : [])));
    expect(used.size).toBeGreaterThan(0);
    for (const option of used) expect(help).toMatch(new RegExp(`^ *(?:-\\w, )?${option}\\b`, 'm'));
  });

  it('uses settings and outputs that exist', () => {
    const settings = [...script.matchAll(/-c "?(\w+)=/g)].map(([, name]) => name);
    expect(settings.length).toBeGreaterThan(5);
    for (const name of settings) expect(Object.keys(SETTINGS)).toContain(name);
    const outputs = [...script.matchAll(/\$\(output (\w+)\)/g)].map(([, name]) => name);
    expect(outputs.length).toBeGreaterThan(4);
    for (const name of outputs) expect(Object.keys(OUTPUTS)).toContain(name);
  });

  it('copies samples that exist', () => {
    for (const [file] of script.matchAll(/fits_data\/[\w/.-]+/g)) expect(existsSync(file), file).toBe(true);
  });

  it('extracts the policies from the guide to permissions unchanged', () => {
    const [definition = ''] = /^policy\(\)[\s\S]*?; \}$/m.exec(script) ?? [];
    const run = `AWS_REGION=eu-west-1 ACCOUNT=1 TARGET=lake STACK=first DATABASE=sky\n${definition}\n`;
    policies.forEach((policy, i) => {
      const extracted = execFileSync('bash', ['-c', `${run}policy ${i + 1}`], { encoding: 'utf8' });
      expect(actionsOf(JSON.parse(extracted))).toEqual(actionsOf(policy));
      expect(extracted).not.toMatch(/REGION|ACCOUNT|TARGET-BUCKET|my-fits-datalake|fits_datalake/);
    });
  });
});

it('the guide to Lake Formation names the role that CloudFormation uses after cdk bootstrap', () => {
  const { DEFAULT_CLOUDFORMATION_ROLE_ARN, DEFAULT_QUALIFIER } = DefaultStackSynthesizer;
  const values: Readonly<Record<string, string>> = {
    ...{ Qualifier: DEFAULT_QUALIFIER, 'AWS::Partition': 'aws' },
    ...{ 'AWS::AccountId': '$ACCOUNT', 'AWS::Region': '$REGION' },
  };
  const role = DEFAULT_CLOUDFORMATION_ROLE_ARN.replace(/\$\{(.*?)\}/g, (_, name) => values[name] ?? '');
  expect(textOf('docs/guides/lake-formation.md')).toContain(`ROLE=${role}\n`);
});

it('the guide to permissions names what crawl --stop needs', () => {
  const { stdout } = runCli(['crawl', '--help']);
  expect(stdout).toContain('--stop');
  expect(textOf(PERMISSIONS)).toContain('with `--stop` also `glue:StopCrawler`');
});
