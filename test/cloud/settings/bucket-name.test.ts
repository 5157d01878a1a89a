import { describe, expect, it } from 'vitest';
import { bucketNameProblem } from '../../../lib/cloud/settings/bucket-name.ts';

describe('bucketNameProblem', () => {
  it.each([
    'abc',
    'my-archive',
    'www.observatory.example',
    '1999-plates',
    'a'.repeat(63),
    'archive-111122223333-eu-west-1-an',
    '192.168.5',
    'x192.168.5.4',
  ])('%s may be a bucket', (name) => {
    expect(bucketNameProblem(name)).toBeUndefined();
  });

  it.each([
    ['ab', 'it has 2 characters, and S3 takes 3 to 63'],
    ['a'.repeat(64), 'it has 64 characters'],
    ['My-Archive', 'lower case letters, digits, dots and hyphens'],
    ['my_archive', 'lower case letters, digits, dots and hyphens'],
    ['my archive', 'lower case letters, digits, dots and hyphens'],
    ['archivé', 'lower case letters, digits, dots and hyphens'],
    ['arc\nhive', 'lower case letters, digits, dots and hyphens'],
    ['archive\n', 'lower case letters, digits, dots and hyphens'],
    ['-archive', 'begins and ends with a letter or digit'],
    ['archive-', 'begins and ends with a letter or digit'],
    ['.archive', 'begins and ends with a letter or digit'],
    ['my..archive', 'two dots side by side'],
    ['192.168.5.4', 'looks like an IP address'],
    ['xn--archive', 'begin with xn--'],
    ['sthree-archive', 'begin with sthree-'],
    ['amzn-s3-demo-bucket', 'begin with amzn-s3-demo-'],
    ['archive-s3alias', 'end with -s3alias'],
    ['archive--ol-s3', 'end with --ol-s3'],
    ['archive.mrap', 'end with .mrap'],
    ['archive--euw1-az1--x-s3', 'end with --x-s3'],
    ['archive--table-s3', 'end with --table-s3'],
  ])('%j cannot: %s', (name, why) => {
    expect(bucketNameProblem(name)).toContain(why);
  });

  it.each([
    ['s3://archive', 'give the name alone, archive'],
    ['s3://archive/', 'give the name alone, archive'],
    ['s3://archive/raw/2025/', 'give the name alone, archive, and raw/2025/ as sourcePrefix'],
    ['S3A://archive/raw', 'give the name alone, archive, and raw as sourcePrefix'],
    ['arn:aws:s3:::archive', 'give the name alone, archive'],
    ['arn:aws-cn:s3:::archive/*', 'give the name alone, archive, and * as sourcePrefix'],
    ['https://archive.s3.amazonaws.com/', 'give the name alone'],
    ['s3://', 'give the name alone'],
  ])('%s is a slip that is understood: %s', (name, advice) => {
    const problem = bucketNameProblem(name) ?? '';
    expect(problem.endsWith(advice), problem).toBe(true);
  });
});
