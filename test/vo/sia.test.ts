import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { voService } from '../../lib/vo/service.ts';
import { sharedLake } from '../helpers/ask.ts';
import { observation } from '../helpers/observation.ts';
import { askerOf } from './vo-server.ts';

// SIA 2, cone search and DataLink over a few observations.

const image = { dataproduct_type: 'image' } as const;
const M31 = '10.2 40.8 11.2 40.8 11.2 41.8 10.2 41.8';
const lake = sharedLake([
  observation('m31.fits', {
    ...image,
    ...{ target_name: 'M31', s_ra: '10.7', s_dec: '41.3', s_fov: '1.4', s_region: `POLYGON ICRS ${M31}` },
    ...{ t_min: '60000.5', t_max: '60000.6', t_exptime: '300', em_min: '5e-7', em_max: '6e-7' },
    ...{ instrument_name: 'CAM', facility_name: 'Hill 1m', pol_states: '/I/Q/' },
  }),
  observation('point.fits', { ...image, s_ra: '359.9', s_dec: '0', t_min: '60100', t_exptime: '10' }),
  observation('cube.fits', { dataproduct_type: 'cube', s_ra: '200', s_dec: '-80', target_name: "O'Neill" }),
  observation('spectrum.fits', { dataproduct_type: 'spectrum', s_ra: '10.7', s_dec: '41.3' }),
  observation('nowhere.fits', { ...image, target_name: 'M31' }),
]);
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fits-datalake-vo-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BASE = 'http://127.0.0.1:1/';
const ask = async (path: string): Promise<Response> => {
  const answer = voService({ asker: askerOf(lake()), base: BASE, folder });
  return (await answer(new Request(`${BASE}${path}`))) ?? new Response(null, { status: 500 });
};
/** The files that a query finds. */
async function found(path: string): Promise<string[]> {
  const response = await ask(path);
  const text = await response.text();
  if (response.status !== 200) return [text];
  return [...text.matchAll(/,(\w+)\.fits,ivo:/g)].map(([, name = '']) => name).sort();
}
const sia = (query: string): Promise<string[]> => found(`sia2/query?RESPONSEFORMAT=csv&${query}`);

describe('SIA 2', () => {
  it.each<[string, string[]]>([
    ['', ['cube', 'm31', 'nowhere', 'point']],
    ['POS=CIRCLE+10.3+41.7+0.05', ['m31']],
    ['POS=CIRCLE+10+41+0.1', []],
    ['POS=circle+10+41+0.3', ['m31']],
    ['POS=CIRCLE+0.05+0+0.2', ['point']],
    ['POS=RANGE+11+12+41+42', ['m31']],
    ['POS=RANGE+11.3+12+41+42', []],
    ['POS=RANGE+359+1+-1+1', ['point']],
    ['POS=RANGE+0+360+-Inf+-70', ['cube']],
    ['POS=RANGE+-Inf+%2BInf+-Inf+%2BInf', ['cube', 'm31', 'point']],
    ['POS=POLYGON+10.9+41.5+12+41.5+12+42.5', ['m31']],
    ['POS=POLYGON+10.5+41+10.6+41+10.6+41.1', ['m31']],
    ['POS=POLYGON+13+41.5+14+41.5+14+42.5', []],
    ['POS=CIRCLE+10.7+41.3+1&POS=CIRCLE+200+-80+1', ['cube', 'm31']],
    ['BAND=5.5e-7', ['m31']],
    ['BAND=7e-7+%2BInf', []],
    ['TIME=60000.55', ['m31']],
    ['TIME=60050+%2BInf', ['point']],
    ['TIME=-Inf+60100&EXPTIME=5+20', ['point']],
    ['EXPTIME=300', ['m31']],
    ['FOV=1+2', ['m31']],
    ['POL=q', ['m31']],
    ['POL=V', []],
    ['TARGET=M31', ['m31', 'nowhere']],
    ["TARGET=O'Neill", ['cube']],
    ['TARGET=M31&INSTRUMENT=CAM', ['m31']],
    ['FACILITY=Hill+1m&COLLECTION=b', ['m31']],
    ['DPTYPE=cube', ['cube']],
    ['DPTYPE=spectrum', []],
    ['CALIB=1&CALIB=2', ['cube', 'm31', 'nowhere', 'point']],
    ['CALIB=3', []],
    ['FORMAT=application/fits', ['cube', 'm31', 'nowhere', 'point']],
    ['FORMAT=image/jpeg', []],
    ['ID=IVO://unregistered/b?m31.fits', ['m31']],
    ['MAXREC=0', []],
    ['UNKNOWN=1&TARGET=', ['cube', 'm31', 'nowhere', 'point']],
  ])('%s', async (query, expected) => {
    expect(await sia(query)).toEqual(expected);
  });
  it.each([
    'POS=CIRCLE+10+41',
    'POS=CIRCLE+400+41+1',
    'POS=CIRCLE+10+41+0',
    'POS=CIRCLE+10+41+1e999',
    'POS=POLYGON+1+2+3+4',
    'POS=POLYGON+0+0+120+0+240+0',
    'POS=RANGE+1+2+50+40',
    'POS=M31',
    'BAND=red',
    'BAND=2+1',
    'BAND=1+2+3',
    'TIME=NaN',
    'POL=W',
    'CALIB=5',
    'MAXREC=x',
  ])('%s is refused', async (query) => {
    const response = await ask(`sia2/query?${query}`);
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(
      /value="ERROR">(?:UsageFault: )?(?:POS|BAND|TIME|POL|CALIB|MAXREC) /,
    );
  });
});

describe('cone search', () => {
  it.each([
    ['RA=10.7&DEC=41.3&SR=0.1', 'spectrum'],
    ['RA=0.1&DEC=0&SR=0.3', 'point'],
  ])('%s', async (query, name) => {
    expect(await (await ask(`scs?${query}`)).text()).toContain(`?${name}.fits</TD>`);
  });
  it('has the UCDs of the protocol, and as many columns as are asked for', async () => {
    const counts = [];
    for (const verbosity of [1, 2, 3]) {
      const text = await (await ask(`scs?RA=10&DEC=41&SR=0&VERB=${verbosity}`)).text();
      for (const ucd of ['ID_MAIN', 'POS_EQ_RA_MAIN', 'POS_EQ_DEC_MAIN'])
        expect(text).toContain(`ucd="${ucd}"`);
      counts.push(text.match(/<FIELD/g)?.length);
    }
    expect(counts[0]).toBe(3);
    expect(counts[1]).toBe(35);
    expect(counts[2]).toBeGreaterThan(50);
  });
  it.each([
    'RA=10&DEC=41',
    'RA=x&DEC=41&SR=1',
    'RA=10&DEC=91&SR=1',
    'RA=10&DEC=1&SR=-1',
    'RA=1&DEC=1&SR=1&VERB=4',
  ])('%s is refused in the way of the protocol', async (query) => {
    const response = await ask(`scs?${query}`);
    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(/<INFO ID="Error" name="Error" value="[^"]+"\/>/);
  });
});

describe('DataLink', () => {
  it('leads to the file of each observation', async () => {
    const ids = ['ivo://unregistered/b?m31.fits', "nothing'"].map((id) => `ID=${encodeURIComponent(id)}`);
    const response = await ask(`datalink/links?${ids.join('&')}`);
    expect(response.headers.get('content-type')).toBe('application/x-votable+xml;content=datalink');
    const text = await response.text();
    expect(text).toMatch(
      /<TD>ivo:\/\/unregistered\/b\?m31.fits<\/TD><TD>s3:\/\/b\/m31.fits<\/TD>.*<TD>#this<\/TD>/,
    );
    expect(text).toContain("<TD>NotFoundFault: there is no observation nothing'</TD>");
  });
  it('has no rows without an ID', async () => {
    expect(await (await ask('datalink/links')).text()).not.toContain('<TR>');
  });
});

it('another path belongs to nobody', async () => {
  const answer = voService({ asker: askerOf(lake()), base: `${BASE}below/`, folder });
  expect(await answer(new Request(`${BASE}tap/sync`))).toBeUndefined();
  expect(await answer(new Request(`${BASE}below/page.js`))).toBeUndefined();
  expect((await answer(new Request(`${BASE}below/tap/sync`, { method: 'PUT', body: 'x' })))?.status).toBe(
    405,
  );
  expect((await answer(new Request(`${BASE}below/tap/capabilities`, { method: 'HEAD' })))?.body).toBeNull();
});
