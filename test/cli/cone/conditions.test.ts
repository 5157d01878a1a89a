import { describe, expect, it } from 'vitest';
import { conditionsOf } from '../../../lib/cli/cone/conditions.ts';
import { UsageError } from '../../../lib/cli/errors.ts';

describe('the conditions of a search', () => {
  it('are none without options', () => {
    expect(conditionsOf({})).toEqual([]);
  });

  it.each([
    ['2024', '2024-01-01 00:00:00'],
    ['2024-09', '2024-09-01 00:00:00'],
    ['2024-09-12', '2024-09-12 00:00:00'],
    ['2024-09-12T20:30', '2024-09-12 20:30:00'],
    ['2024-09-12 20:30:15', '2024-09-12 20:30:15'],
    ['2024-09-12t20:30:15.25z', '2024-09-12 20:30:15.25'],
  ])('%j is a time', (text, time) => {
    expect(conditionsOf({ after: text })).toEqual([`obs_start >= TIMESTAMP '${time}'`]);
    expect(conditionsOf({ before: text })).toEqual([`obs_start < TIMESTAMP '${time}'`]);
  });

  it.each([
    '',
    'yesterday',
    '2024-13',
    '2024-02-30',
    '12/09/2024',
    '2024-09-12T25:00',
    '2024-09-12T20',
    '24-09-12',
  ])('%j is not', (text) => {
    expect(() => conditionsOf({ after: text })).toThrow(UsageError);
    expect(() => conditionsOf({ before: text })).toThrow(`--before ${text}: `);
  });

  it('refuse an empty time range', () => {
    expect(() => conditionsOf({ after: '2024-09-13', before: '2024-09-12' })).toThrow(
      '--after 2024-09-13 is not earlier than --before 2024-09-12',
    );
    expect(() => conditionsOf({ after: '2024-09', before: '2024-09-01' })).toThrow(UsageError);
  });

  it('compare instruments in any case, and filters exactly; quotes stay text', () => {
    expect(conditionsOf({ instrument: ["WFC3'", ' acs '], filter: ['R', "r' or 1=1"] })).toEqual([
      "lower(instrument_name) IN ('wfc3''', 'acs')",
      "filter IN ('R', 'r'' or 1=1')",
    ]);
  });

  it('know the types of images', () => {
    expect(conditionsOf({ type: ['Flat', 'bias'] })).toEqual(["image_type IN ('flat', 'bias')"]);
    expect(() => conditionsOf({ type: ['science'] })).toThrow(
      '--type science: not an image type; choose from object, bias, dark, flat, arc, standard, other',
    );
  });
});
