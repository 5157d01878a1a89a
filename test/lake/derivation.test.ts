import { describe, expect, it } from 'vitest';
import { digestOf, isDigest } from '../../lib/lake/derivation.ts';
import { DEFAULT_SETTINGS, type DerivationSettings } from '../../lib/sky/rules.ts';

const RULES: DerivationSettings['rules'] = [
  {
    when: { INSTRUME: ['CAM'], TELESCOP: ['T1', 'T2'] },
    set: { filter: { keywords: ['FILT', 'WHEEL'], values: { r: 'R', g: 'G' } }, airmass: { value: '1' } },
  },
];

describe('the digest of settings', () => {
  it('is empty for the default ones', () => {
    expect(digestOf(DEFAULT_SETTINGS)).toBe('');
    expect(digestOf({ authority: 'unregistered', rules: [] })).toBe('');
    expect(isDigest('')).toBe(false);
  });

  it('does not depend on the order of the names in an object', () => {
    const digest = digestOf({ rules: RULES, authority: 'example' });
    expect(isDigest(digest)).toBe(true);
    const [{ when, set }] = RULES as unknown as [(typeof RULES)[number]];
    const reordered = {
      set: { airmass: set.airmass!, filter: { values: { g: 'G', r: 'R' }, keywords: ['FILT', 'WHEEL'] } },
      when: { TELESCOP: when['TELESCOP']!, INSTRUME: when['INSTRUME']! },
    };
    expect(digestOf({ authority: 'example', rules: [reordered] })).toBe(digest);
  });

  it('is the same in every release', () => {
    // lake objects record it: if it changed, all of them would be derived again
    expect(digestOf({ rules: RULES, authority: 'example' })).toBe('b3a95d3609772639');
  });

  it('depends on everything else', () => {
    const [rule] = RULES;
    const settings: DerivationSettings[] = [
      { rules: RULES, authority: 'unregistered' },
      { rules: RULES, authority: 'example' },
      { rules: [], authority: 'example' },
      { rules: [rule!, rule!], authority: 'example' },
      { rules: [{ ...rule!, set: { filter: { keywords: ['WHEEL', 'FILT'] } } }], authority: 'example' },
      { rules: [{ ...rule!, set: { filter: { keywords: ['FILT', 'WHEEL'] } } }], authority: 'example' },
    ];
    expect(new Set(settings.map(digestOf)).size).toBe(settings.length);
  });
});
