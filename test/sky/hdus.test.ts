import { describe, expect, it } from 'vitest';
import type { DerivedValues } from '../../lib/sky/derived.ts';
import { type ByName, derivedFrom, fileValues, madeHeader } from '../helpers/hdu-header.ts';

type Cards = Parameters<typeof madeHeader>[0];

/** A header with an image of 0.1 by 0.1 degrees. */
const image = (ra: number, dec: number, more: Cards = {}): Cards => ({
  ...{ NAXIS: 2, NAXIS1: 100, NAXIS2: 100, CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CRVAL1: ra, CRVAL2: dec },
  ...{ CRPIX1: 50.5, CRPIX2: 50.5, CDELT1: -0.001, CDELT2: 0.001 },
  ...more,
});
const PRIMARY: Cards = {
  NAXIS: 0,
  TELESCOP: 'T',
  OBJECT: 'M 31',
  'DATE-OBS': '2020-01-01T00:00:00',
  EXPTIME: 10,
};
const derive = (...headers: Cards[]): DerivedValues =>
  derivedFrom(headers.map((cards, hdu) => madeHeader(cards, { hdu })));
const hdu = ({ hdus }: DerivedValues, number: number): ByName | undefined => {
  const values = hdus.get(number);
  return values && Object.fromEntries(values.map(({ name, value, source }) => [name, { value, source }]));
};

describe('rows of HDUs', () => {
  it('only HDUs with data and a position have one', () => {
    const derived = derive({ ...PRIMARY, RA: 10, DEC: 20 }, image(10, 20), {
      NAXIS: 2,
      NAXIS1: 5,
      NAXIS2: 5,
    });
    expect([...derived.hdus.keys()]).toEqual([1]);
  });
  it('what equals the value of the file is left out, apart from the position', () => {
    const derived = derive(PRIMARY, image(10, 20));
    expect(Object.keys(hdu(derived, 1)!)).toEqual(['s_ra', 's_dec']);
    expect(Number(fileValues(derived).s_ra?.value)).toBeCloseTo(10, 9);
  });
  it('an HDU has its own values, and those of the primary HDU', () => {
    const derived = derive(PRIMARY, image(10, 20, { EXPTIME: 5, FILTER: 'V' }), image(10.2, 20));
    expect(hdu(derived, 1)).toMatchObject({ t_exptime: { value: '5', source: 'EXPTIME' } });
    expect(hdu(derived, 1)?.target_name).toBeUndefined();
    expect(hdu(derived, 2)?.t_exptime).toBeUndefined();
  });
  it('a value that only the file has is empty', () => {
    const derived = derive(PRIMARY, image(10, 20, { FILTER: 'V' }), image(10.2, 20));
    expect(fileValues(derived).filter?.value).toBe('V');
    expect(hdu(derived, 1)?.filter).toBeUndefined();
    expect(hdu(derived, 2)?.filter).toEqual({ value: '', source: 'not in this HDU' });
  });
  it('nothing is inherited if INHERIT is false, or if the HDU is about something else', () => {
    const derived = derive(PRIMARY, image(10, 20, { INHERIT: false }), image(10.2, 20, { OBJECT: 'M 32' }));
    expect(hdu(derived, 1)?.t_exptime?.value).toBe('');
    expect(hdu(derived, 2)).toMatchObject({ t_exptime: { value: '' }, target_name: { value: 'M 32' } });
  });
  it('identifiers and the calibration level are those of the file', () => {
    const derived = derive(
      PRIMARY,
      image(10, 20, { ROOTNAME: 'a', BUNIT: 'Jy' }),
      image(10.2, 20, { ROOTNAME: 'b' }),
    );
    for (const number of [1, 2]) {
      for (const name of ['obs_id', 'obs_publisher_did', 'calib_level'] as const)
        expect(hdu(derived, number)?.[name]).toBeUndefined();
    }
  });
  it('a table with a position of its own has a row', () => {
    const table = { NAXIS: 2, HDUCLAS1: 'EVENTS', RA_PNT: 158.5, DEC_PNT: 58.06 };
    expect(hdu(derive(PRIMARY, table), 1)).toMatchObject({ s_ra: { value: '158.5' } });
    expect(hdu(derive(PRIMARY, { ...table, HDUCLAS1: 'GTI' }, image(1, 2)), 1)).toBeUndefined();
  });
});

describe('the position of a file', () => {
  it('is the centre of the hull of its images', () => {
    const row = fileValues(derive(PRIMARY, image(10, 0), image(10.2, 0)));
    expect(Number(row.s_ra?.value)).toBeCloseTo(10.1, 6);
    expect(Number(row.s_dec?.value)).toBeCloseTo(0, 6);
    expect(Number(row.s_fov?.value)).toBeCloseTo(Math.hypot(0.3, 0.1), 4);
    expect(row.s_region?.value).toMatch(/^POLYGON ICRS( \S+){8,}$/);
    expect(row.s_ra?.source).toMatch(/^hull of 2 images/);
    expect(row.s_xel1).toBeUndefined();
  });
  it('has the pixel scale of its images if they agree, which their rows then leave out', () => {
    const derived = derive(PRIMARY, image(10, 0), image(10.2, 0));
    expect(fileValues(derived).s_pixel_scale).toEqual({ value: '3.6', source: 'as s_ra' });
    expect(hdu(derived, 1)?.s_pixel_scale).toBeUndefined();
    const finer = image(10.2, 0, { CDELT1: -0.0005, CDELT2: 0.0005 });
    expect(fileValues(derive(PRIMARY, image(10, 0), finer)).s_pixel_scale).toBeUndefined();
  });
  it('has seven decimals; ten if the image is small, as its pixels may be too', () => {
    const decimals = (cards: Cards): (number | undefined)[] => {
      const { s_region } = fileValues(derive(image(10.123456789, 20, cards)));
      return (
        s_region?.value
          .split(' ')
          .slice(2)
          .map((text) => text.split('.')[1]?.length) ?? []
      );
    };
    expect(new Set(decimals({}))).toEqual(new Set([7]));
    expect(new Set(decimals({ CDELT1: -1e-6, CDELT2: 1e-6 }))).toEqual(new Set([10]));
  });
  it.each(['ERR', 'DQ', 'WHT'])('does not count %s images, unless there is nothing else', (EXTNAME) => {
    expect(
      Number(fileValues(derive(PRIMARY, image(10, 0), image(50, 0, { EXTNAME }))).s_ra?.value),
    ).toBeCloseTo(10, 9);
    expect(Number(fileValues(derive(PRIMARY, image(50, 0, { EXTNAME }))).s_ra?.value)).toBeCloseTo(50, 9);
  });
  it('is that of the HDU which the file is about', () => {
    const row = fileValues(
      derive(image(10, 0, { OBJECT: 'M 31', TELESCOP: 'T' }), image(50, 0, { OBJECT: 'M 32' })),
    );
    expect(Number(row.s_ra?.value)).toBeCloseTo(10, 9);
  });
  it('is a place without an outline if the images are all over the sky', () => {
    const row = fileValues(derive(PRIMARY, image(0, 0), image(120, 0), image(240, 0)));
    expect([row.s_ra?.value !== '', row.s_region, row.s_fov]).toEqual([true, undefined, undefined]);
  });
  it.each([
    [{ IMAGETYP: 'BIAS' }, 'calibration frame without a position'],
    [{ IMAGETYP: 'dome flat' }, 'calibration frame without a position'],
    [{ IMAGETYP: 'COMPARISON' }, 'calibration frame without a position'],
    [{ RA: 'N/A', DEC: 'N/A' }, 'no position keyword'],
    [{ RA: 0, DEC: 0 }, 'position not understood'],
    [{ RA: -999, DEC: -999 }, 'position not understood'],
    [{ TELRA: 12.5, TELDEC: 5 }, 'position not understood'],
  ])('%j: %s', (cards, reason) => {
    const derived = derive({ ...PRIMARY, ...cards });
    expect(fileValues(derived).s_ra).toEqual({ value: '', source: reason });
    expect(derived.hdus.size).toBe(0);
  });
  it('of a bias is unknown even with a WCS, and that of a flat of the sky is not', () => {
    expect(fileValues(derive(image(10, 20, { ...PRIMARY, NAXIS: 2, IMAGETYP: 'bias' }))).s_ra?.value).toBe(
      '',
    );
    expect(
      fileValues(derive(image(10, 20, { ...PRIMARY, NAXIS: 2, IMAGETYP: 'sky flat' }))).s_ra?.value,
    ).not.toBe('');
  });
  it('says which projection is not supported', () => {
    const tnx = image(10, 20, { ...PRIMARY, NAXIS: 2, CTYPE1: 'RA---TNX', CTYPE2: 'DEC--TNX' });
    expect(fileValues(derive(tnx)).s_ra?.source).toContain('TNX');
  });
  it.each([
    [{ RA: 150.5, DEC: -20.5 }, 150.5, -20.5],
    [{ RA: '10:02:00', DEC: '-20:30:00' }, 150.5, -20.5],
    [{ RA: '10 02 00', DEC: '-20 30 00' }, 150.5, -20.5],
    [{ RA: ['150:30:00', 'degrees'], DEC: '-20:30:00' }, 150.5, -20.5],
    [{ RA: [10.5, '[h]'], DEC: '-00:30:00' }, 157.5, -0.5],
    [{ RA: ['10:30:00', 'RA in hours, not degrees'], DEC: 1 }, 157.5, 1],
    [{ TELRA: [12.5, '[deg]'], TELDEC: 5 }, 12.5, 5],
    [{ RA: 360, DEC: 90 }, 0, 90],
  ] as const)('%j', (cards, ra, dec) => {
    const row = fileValues(derive({ ...PRIMARY, ...(cards as Cards) }));
    expect([Number(row.s_ra?.value), Number(row.s_dec?.value)]).toEqual([
      expect.closeTo(ra, 9),
      expect.closeTo(dec, 9),
    ]);
  });
  it('in keywords is converted from the equinox of the header', () => {
    const row = fileValues(derive({ ...PRIMARY, OBSRA: 192.25, OBSDEC: 27.4, EQUINOX: 1950 }));
    // the galactic pole
    expect([Number(row.s_ra?.value), Number(row.s_dec?.value)]).toEqual([
      expect.closeTo(192.8595, 3),
      expect.closeTo(27.1283, 3),
    ]);
    expect(
      fileValues(derive({ ...PRIMARY, RA: ['12:00:00', '(J2000)'], DEC: 0, EQUINOX: 1950 } as Cards)).s_ra
        ?.value,
    ).toBe('180');
  });
});
