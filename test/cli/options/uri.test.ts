import { describe, expect, it } from 'vitest';
import { isS3, s3Uri } from '../../../lib/cli/options/uri.ts';

describe('s3Uri', () => {
  it.each([
    ['s3://archive', 'archive', ''],
    ['s3://archive/', 'archive', ''],
    ['S3://archive/n1/a.fits', 'archive', 'n1/a.fits'],
    ['s3://archive//a.fits', 'archive', '/a.fits'],
    ['s3://archive/a b+c%20?#.fits', 'archive', 'a b+c%20?#.fits'],
    ['s3://archive/line\nbreak/', 'archive', 'line\nbreak/'],
    ['s3://my.bucket-1/\u00e9', 'my.bucket-1', '\u00e9'],
    ['s3://Old_Bucket/x', 'Old_Bucket', 'x'],
    [`s3://archive/${'k'.repeat(1024)}`, 'archive', 'k'.repeat(1024)],
  ])('parses %j', (argument, bucket, key) => {
    expect(s3Uri(argument)).toEqual({ bucket, key });
  });
  it.each([
    's3:',
    's3:/archive/x',
    's3://',
    's3:///x',
    's3://ab/x',
    's3://a b/x',
    's3://-abc/x',
    `s3://archive/${'\u00e9'.repeat(513)}`,
  ])('refuses %j', (argument) => {
    expect(() => s3Uri(argument)).toThrow(argument);
  });
  it('refuses the ARN of an access point, and asks for its alias', () => {
    expect(() => s3Uri('s3://arn:aws:s3:eu-west-1:123456789012:accesspoint/mine/x')).toThrow('alias');
  });
});

describe('isS3', () => {
  it.each([
    ['s3://archive', true],
    ['S3:archive', true],
    ['s3', false],
    ['./s3:/archive', false],
    ['/data/s3://x', false],
  ])('of %s is %s', (argument, expected) => {
    expect(isS3(argument)).toBe(expected);
  });
});
