import { describe, expect, it } from 'vitest';
import { decodePrefix, OUTPUT_NAMES, OUTPUTS, REQUIRED_OUTPUTS } from '../../lib/deployment/outputs.ts';
import { ODD_PREFIX } from '../helpers/our-stack.ts';
import { type Context, synthesized } from '../helpers/synthesized.ts';

const stack = synthesized();
const { outputs } = stack;

describe('the outputs', () => {
  it('are those of the list, with their descriptions', () => {
    const { outputs: all } = synthesized({ sourcePrefix: 'raw/' });
    expect(Object.keys(all)).toEqual(OUTPUT_NAMES);
    for (const name of OUTPUT_NAMES) expect(all[name]?.Description).toBe(OUTPUTS[name]);
    expect(Object.keys(outputs)).toEqual(OUTPUT_NAMES.filter((name) => name !== 'SourcePrefix'));
    const ofList = synthesized({ sourceBucket: ['archive', 'survey'] }).outputs;
    expect(Object.keys(ofList)).toEqual(['Sources', ...REQUIRED_OUTPUTS]);
  });

  it('have the prefix in ASCII, since CloudFormation shows nothing else', () => {
    expect(synthesized({ sourcePrefix: 'raw/' }).outputs['SourcePrefix']?.Value).toBe('raw/');
    const encoded = String(synthesized({ sourcePrefix: ODD_PREFIX }).outputs['SourcePrefix']?.Value);
    expect(encoded).toMatch(/^[!-~]+$/);
    expect(decodePrefix(encoded)).toBe(ODD_PREFIX);
  });

  it('refer to the resources that they describe', () => {
    const queue = stack.only('AWS::SQS::Queue', 'SourceEvents/Undelivered').id;
    expect(outputs['EventDeadLetterQueue']?.Value).toEqual({ Ref: queue });
    const extractor = stack.only('AWS::Lambda::Function', 'HeaderExtractor/Function');
    expect(extractor.Properties['LoggingConfig']).toEqual({ LogGroup: outputs['ExtractorLogs']?.Value });
    const machine = stack.only('AWS::StepFunctions::StateMachine', 'Backfill/Machine').id;
    expect(outputs['Backfill']?.Value).toEqual({ Ref: machine });
  });

  it('contain the settings that the commands need', () => {
    const context = { backfillConcurrency: '7', suffixes: '.fits, .FTZ', collectionDepth: 2 };
    expect(synthesized(context).outputs).toMatchObject({
      BackfillConcurrency: { Value: '7' },
      Suffixes: { Value: '.fits,.FTZ' },
      CollectionDepth: { Value: '2' },
    });
  });
});

describe('the stack', () => {
  it('is refused if its source is the bucket that CloudFormation generated for its lake', () => {
    const { id } = stack.only('AWS::S3::Bucket', 'Target/Bucket');
    // CloudFormation generates names from the stack, the logical id and random characters
    const generated = (stackName: string): string => `${stackName}-${id}-1q2w3e4r5t6z`.toLowerCase();
    expect(() => synthesized({ sourceBucket: generated('Lake-2'), stackId: 'Lake-2' })).toThrow(
      expect.objectContaining({
        name: 'SettingRefused',
        setting: 'sourceBucket',
        value: generated('Lake-2'),
      }),
    );
    // the lake of another stack contains no FITS files, so there can be no loop
    expect(() => synthesized({ sourceBucket: generated('Lake-2'), stackId: 'Lake-3' })).not.toThrow();
  });

  it('has no name in common with a second stack that has its own stackId and glueDatabase', () => {
    // names that are not unique in the account: metrics are named by AWS, queries are in a workgroup, policies in a role
    const isLocal = (type: string, property: string): boolean =>
      type === 'AWS::Athena::NamedQuery' || property === 'MetricName' || property === 'PolicyName';
    const names = (context: Context): string[] =>
      synthesized(context).resources.flatMap(({ Type, Properties = {} }) =>
        Object.entries(Properties)
          .filter(([name, value]) => /Name$/.test(name) && typeof value === 'string' && !isLocal(Type, name))
          .map(([name, value]) => `${Type} ${name} ${value}`),
      );
    const first = names({});
    const second = names({ stackId: 'lake-2', glueDatabase: 'lake_2' });
    expect(first.length).toBeGreaterThan(3);
    expect(first.filter((name) => second.includes(name))).toEqual([]);
  });
});
