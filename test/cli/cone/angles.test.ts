import { describe, expect, it } from 'vitest';
import { declination, radius, rightAscension } from '../../../lib/cli/cone/angles.ts';

const M31_RA = (42 / 60 + 44.3 / 3600) * 15;
const M31_DEC = 41 + 16 / 60 + 9 / 3600;

describe('a right ascension', () => {
  it.each([
    ['10.68', 10.68],
    ['10.68d', 10.68],
    ['10.68 deg', 10.68],
    ['1.068e1', 10.68],
    ['.5', 0.5],
    ['0', 0],
    ['360', 0],
    ['2h', 30],
    ['0.5H', 7.5],
    ['00:42:44.3', M31_RA],
    ['0h42m44.3s', M31_RA],
    ['00 42 44.3', M31_RA],
    [' 0h 42m 44.3s ', M31_RA],
    ['0h42m', 10.5],
    ['0:42.5', 10.625],
    ['10d30m', 10.5],
    ['24:00:00', 0],
  ])('%j is %d degrees', (text, degrees) => {
    expect(rightAscension(text)).toBeCloseTo(degrees, 10);
  });
  it.each([
    '',
    'M31',
    '-1',
    '360.1',
    '24:00:01',
    '25h',
    '0:60:00',
    '0:42:61',
    '0:42.5:10',
    '1:2:3:4',
    '10,68',
  ])('%j is not one', (text) => {
    expect(rightAscension(text)).toBeUndefined();
  });
});

describe('a declination', () => {
  it.each([
    ['41.27', 41.27],
    ['-5.3', -5.3],
    ['−5.3', -5.3],
    ['+41:16:09', M31_DEC],
    ['41d16m09s', M31_DEC],
    ['41°16′09″', M31_DEC],
    ['41d16\'09"', M31_DEC],
    ['+41 16 09', M31_DEC],
    ['-0:30:00', -0.5],
    ['-05d23m', -5 - 23 / 60],
    ['90', 90],
    ['-90:00:00', -90],
  ])('%j is %d degrees', (text, degrees) => {
    expect(declination(text)).toBeCloseTo(degrees, 10);
  });
  it.each(['', '90.1', '-90:00:01', '5h', '5h23m', 'north', '--5', '41:16:09:00'])(
    '%j is not one',
    (text) => {
      expect(declination(text)).toBeUndefined();
    },
  );
});

describe('a radius', () => {
  it.each([
    ['0.5', 0.5],
    ['1d', 1],
    ['30m', 0.5],
    ["30'", 0.5],
    ['30 arcmin', 0.5],
    ['10s', 10 / 3600],
    ['10"', 10 / 3600],
    ['180', 180],
  ])('%j is %d degrees', (text, degrees) => {
    expect(radius(text)).toBeCloseTo(degrees, 12);
  });
  it.each(['', '0', '0m', '-1', '180.1', '5h', '1:30', '30mm', 'M31'])('%j is not one', (text) => {
    expect(radius(text)).toBeUndefined();
  });
});
