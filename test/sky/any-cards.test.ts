import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriver } from '../../lib/sky/derive.ts';
import { DERIVED, type DerivedName, type DerivedValue, type DerivedValues } from '../../lib/sky/derived.ts';
import { DEFAULT_SETTINGS } from '../../lib/sky/rules.ts';
import { anyHeader } from '../helpers/any-header.ts';
import { effort } from '../helpers/effort.ts';
import { FILE } from '../helpers/hdu-header.ts';

/** The least and the largest number of a value. */
const RANGES: Readonly<Partial<Record<DerivedName, readonly [number, number]>>> = {
  calib_level: [1, 3],
  s_ra: [0, 360 - 1e-13],
  s_dec: [-90, 90],
  s_fov: [0, 360],
  s_resolution: [Number.MIN_VALUE, 180 * 3600],
  s_xel1: [1, Number.MAX_SAFE_INTEGER],
  s_xel2: [1, Number.MAX_SAFE_INTEGER],
  s_pixel_scale: [Number.MIN_VALUE, Number.MAX_VALUE],
  hpx6: [0, 49151],
  t_min: [-10_000, 110_000],
  t_max: [-10_000, 200_000],
  t_exptime: [0, 3e9],
  t_resolution: [Number.MIN_VALUE, 3e9],
  t_xel: [1, Number.MAX_SAFE_INTEGER],
  em_min: [Number.MIN_VALUE, Number.MAX_VALUE],
  em_max: [Number.MIN_VALUE, Number.MAX_VALUE],
  em_res_power: [Number.MIN_VALUE, Number.MAX_VALUE],
  em_xel: [1, Number.MAX_SAFE_INTEGER],
  pol_xel: [1, Number.MAX_SAFE_INTEGER],
  airmass: [0.99, 60],
  seeing: [Number.MIN_VALUE, 30],
};

const PATTERNS: Readonly<Partial<Record<DerivedName, RegExp>>> = {
  dataproduct_type: /^(image|cube|spectrum|sed|timeseries|visibility|event|measurements)$/,
  image_type: /^(object|bias|dark|flat|arc|standard|other)$/,
  obs_start: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/,
  obs_end: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/,
  night: /^\d{4}-\d\d-\d\d$/,
  s_region: /^POLYGON ICRS( -?\d+\.\d{7,}){6,}$/,
  pol_states: /^\/([IQUVRLXY]+\/)+$/,
  moving_target: /^(true|false)$/,
  simulated: /^(true|false)$/,
  obs_publisher_did: /^ivo:\/\/[\w.-]+\/[\w.~-]+\?[\w.~/%-]+$/,
};

function expectInRange({ name, value, source }: DerivedValue): void {
  expect(DERIVED).toContain(name);
  expect(source, name).not.toBe('');
  if (value === '') return;
  const range = RANGES[name];
  if (range !== undefined) {
    const number = Number(value);
    expect(Number.isFinite(number) && number >= range[0] && number <= range[1], `${name} = ${value}`).toBe(
      true,
    );
  }
  const pattern = PATTERNS[name];
  if (pattern !== undefined) expect(value, name).toMatch(pattern);
}

function expectObservation({ file, hdus }: DerivedValues): void {
  const names = file.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(
    expect.arrayContaining(['obs_id', 'obs_publisher_did', 'calib_level', 't_min', 'target_name', 's_ra']),
  );
  for (const values of hdus.values()) {
    const own = values.map(({ name }) => name);
    expect(new Set(own).size).toBe(own.length);
    expect(own).toEqual(expect.arrayContaining(['s_ra', 's_dec']));
  }
}

describe('whatever the cards say', () => {
  it('the deriver does not throw, and all values are in range', () => {
    fc.assert(
      fc.property(fc.array(anyHeader(), { minLength: 0, maxLength: 5 }), (make) => {
        const derive = deriver(FILE, DEFAULT_SETTINGS);
        for (const [hdu, header] of make.entries()) derive.hdu(header(hdu));
        const derived = derive.end();
        for (const value of [...derived.file, ...[...derived.hdus.values()].flat()]) expectInRange(value);
        if (derived.file.length > 0) expectObservation(derived);
      }),
      { numRuns: effort(600) },
    );
  });
});
