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
  ])('accepts %s', (name) => {
    expect(bucketNameProblem(name)).toBeUndefined();
  });

  it.each([
    ['ab', '2 characters'],
    ['a'.repeat(64), '64 characters'],
    ['My-Archive', 'lower-case letters'],
    ['my_archive', 'digits, dots and hyphens'],
    ['my archive', 'digits, dots and hyphens'],
    ['archivé', 'digits, dots and hyphens'],
    ['arc\nhive', 'digits, dots and hyphens'],
    ['archive\n', 'digits, dots and hyphens'],
    ['-archive', 'begin and end with a letter or digit'],
    ['archive-', 'begin and end with a letter or digit'],
    ['.archive', 'begin and end with a letter or digit'],
    ['my..archive', 'two dots'],
    ['192.168.5.4', 'IP address'],
    ['xn--archive', 'begin with xn--'],
    ['sthree-archive', 'begin with sthree-'],
    ['amzn-s3-demo-bucket', 'begin with amzn-s3-demo-'],
    ['archive-s3alias', 'end with -s3alias'],
    ['archive--ol-s3', 'end with --ol-s3'],
    ['archive.mrap', 'end with .mrap'],
    ['archive--euw1-az1--x-s3', 'end with --x-s3'],
    ['archive--table-s3', 'end with --table-s3'],
  ])('refuses %j: %s', (name, fact) => {
    expect(bucketNameProblem(name)).toContain(fact);
  });

  it.each([
    ['s3://archive', 'name, archive'],
    ['s3://archive/', 'name, archive'],
    ['s3://archive/raw/2025/', 'name, archive, and raw/2025/ as sourcePrefix'],
    ['S3A://archive/raw', 'name, archive, and raw as sourcePrefix'],
    ['arn:aws:s3:::archive', 'name, archive'],
    ['arn:aws-cn:s3:::archive/*', 'name, archive, and * as sourcePrefix'],
    ['https://archive.s3.amazonaws.com/', 'name'],
    ['s3://', 'name'],
  ])('suggests for %s: %s', (name, advice) => {
    expect(bucketNameProblem(name)?.endsWith(advice)).toBe(true);
  });
});
