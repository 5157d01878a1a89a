import { describe, expect, it } from 'vitest';
import { essence, rowFrom } from '../helpers/hdu-header.ts';

// Headers as observatories of high energies write them: the keywords are theirs, the values are made.

describe('headers of high-energy missions', () => {
  it('Swift, NuSTAR and Fermi: TSTART from MJDREFI and MJDREFF, in TT', () => {
    const row = rowFrom({
      ...{
        TELESCOP: 'SWIFT',
        INSTRUME: 'XRT',
        OBJECT: 'GRB 130427A',
        TIMESYS: 'TT',
        MJDREFI: 51910,
        MJDREFF: 7.428703703703703e-4,
      },
      ...{
        TSTART: 388739222.5,
        TSTOP: 388740222.5,
        'DATE-OBS': '2013-04-27T07:07:00',
        EXPOSURE: 950.25,
        OBS_ID: '00554620000',
      },
    });
    expect(essence(row)).toEqual(['2013-04-27 07:06:59.500000', '950.25', 'XRT', 'GRB 130427A']);
    expect(row.obs_id?.value).toBe('00554620000');
  });
  it('INTEGRAL: TSTART in days', () => {
    const row = rowFrom({ MJDREF: 51544, TSTART: 1000.5, TIMEUNIT: 'd', TIMESYS: 'TT', INSTRUME: 'IBIS' });
    expect(row.obs_start?.value).toBe('2002-09-27 11:58:55.816000');
  });
  it('RXTE: TSTART in two parts', () => {
    const row = rowFrom({
      ...{
        MJDREFI: 49353,
        MJDREFF: 6.96574076e-4,
        TSTARTI: 63072000,
        TSTARTF: 0.5,
        TIMEUNIT: 's',
        TIMESYS: 'TT',
      },
    });
    expect(Number(row.t_min?.value)).toBeCloseTo(
      49353 + 6.96574076e-4 + 63072000.5 / 86400 - 61.184 / 86400,
      8,
    );
  });
  it('XMM: DATE-OBS in UTC although TIMESYS is TT', () => {
    const row = rowFrom({
      ...{ TELESCOP: 'XMM', INSTRUME: 'EPN', OBJECT: 'Crab', TIMESYS: 'TT', OBS_ID: '0123456789' },
      ...{ 'DATE-OBS': ['2001-02-03T04:05:06', 'Start Time (UTC) of exposure'] },
    } as const);
    expect(row.obs_start?.value).toBe('2001-02-03 04:05:06.000000');
  });
});
