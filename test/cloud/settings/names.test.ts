import { describe, expect, it } from 'vitest';
import { newApp } from '../../../lib/cloud/app.ts';
import { refuseMistypedNames } from '../../../lib/cloud/settings/names.ts';
import { SETTINGS } from '../../../lib/cloud/settings/settings.ts';

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
  ])('%s is told from %s', (name, meant) => {
    expect(() => refuseMistypedNames(['stackId', name])).toThrow(`${name}: is no setting: ${meant} is one`);
  });

  it("leaves settings, CDK's own and other people's names alone", () => {
    refuseMistypedNames(Object.keys(SETTINGS));
    refuseMistypedNames(Object.keys(newApp().node.getAllContext()));
    refuseMistypedNames([
      'aws:cdk:toolkit',
      'availability-zones',
      'environment',
      'region',
      'stage',
      'owner',
      '',
    ]);
  });
});
