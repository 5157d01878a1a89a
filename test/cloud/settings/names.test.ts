import { describe, expect, it } from 'vitest';
import { newApp } from '../../../lib/cloud/app.ts';
import { refuseMistypedNames } from '../../../lib/cloud/settings/names.ts';
import { SETTING_NAMES } from '../../../lib/cloud/settings/settings.ts';

describe('refuseMistypedNames', () => {
  it.each([
    ['sourcebucket', 'sourceBucket'],
    ['source-bucket', 'sourceBucket'],
    ['source_prefix', 'sourcePrefix'],
    ['sourceBuckets', 'sourceBucket'],
    ['crawlerShedule', 'crawlerSchedule'],
    ['keyword', 'keywords'],
    ['suffix', 'suffixes'],
    ['stackID', 'stackId'],
    ['glueDatebase', 'glueDatabase'],
    ['maxConcurency', 'maxConcurrency'],
    ['backfilConcurrency', 'backfillConcurrency'],
    ['reconcile_schedule', 'reconcileSchedule'],
    ['lakeformation', 'lakeFormation'],
    ['alarmMail', 'alarmEmail'],
    ['targetBuckt', 'targetBucket'],
    ['Rule', 'rules'],
    ['authorty', 'authority'],
  ])('refuses %s and suggests %s', (name, suggestion) => {
    expect(() => refuseMistypedNames(['stackId', name])).toThrow(
      expect.objectContaining({
        name: 'SettingRefused',
        setting: name,
        message: expect.stringContaining(`${suggestion}?`),
      }),
    );
  });

  it('accepts settings', () => {
    expect(() => refuseMistypedNames(SETTING_NAMES)).not.toThrow();
  });

  it('ignores what CDK itself and other tools keep in the context', () => {
    const names = [
      'aws:cdk:toolkit',
      'availability-zones',
      'environment',
      'region',
      'stage',
      'owner',
      'role',
      '',
    ];
    expect(() =>
      refuseMistypedNames([...Object.keys(newApp().node.getAllContext()), ...names]),
    ).not.toThrow();
  });
});
