import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VIEWS } from '../../lib/sql/view-columns.ts';
import { ingest } from '../athena/lakes/ingest.ts';
import { ODD } from '../athena/lakes/odd.ts';
import { addToLake } from '../helpers/small-lake.ts';
import { DIFFICULT, LONGEST_FOR_CFITSIO, writeAnswers } from './answers.ts';
import { installReaders, printed, stilts } from './debian.ts';
import { differences, inPairs } from './readers.ts';

// Answers as VOTable and FITS, as independent programs read them.

/** All rows of all views. FITS would give every header card as much space as the longest one needs. */
const viewsOf = (lake: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    VIEWS.map((view) => {
      const short = view === 'headers' ? 'WHERE length(card_value) < 5000 OR card_value IS NULL' : '';
      return [`${lake}-${view}`, `SELECT * FROM ${view} ${short} ORDER BY ALL`];
    }),
  );
/** Real files, if they exist. */
const CORPUS = '../shared/fits';
const OBSERVATIONS = existsSync(CORPUS)
  ? {
      'corpus-obscore': 'SELECT * FROM obscore ORDER BY ALL',
      'corpus-obscore_hdus': 'SELECT * FROM obscore_hdus ORDER BY ALL',
    }
  : {};
const SAMPLES = { ...viewsOf('samples'), ...DIFFICULT };
const NAMES = [SAMPLES, viewsOf('odd'), OBSERVATIONS].flatMap(Object.keys);

let folder: string;
let paths: string[] = [];
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  installReaders();
  folder = mkdtempSync(join(tmpdir(), 'fits-datalake-python-'));
  const [samples, odd, corpus] = [at('samples'), at('odd'), at('corpus')];
  ingest(samples, 'fits_data');
  if (existsSync(CORPUS)) ingest(corpus, CORPUS);
  addToLake(odd, ...ODD);
  paths = [
    ...(await writeAnswers(samples, SAMPLES, folder)),
    ...(await writeAnswers(odd, viewsOf('odd'), folder)),
    ...(existsSync(CORPUS) ? await writeAnswers(corpus, OBSERVATIONS, folder) : []),
  ];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('astropy and STILTS', () => {
  let found: ReadonlyMap<string, readonly string[]>;
  beforeAll(async () => {
    found = await differences(paths, folder);
  });
  it.each(NAMES)('read the values of the JSON from the VOTable and the FITS table: %s', (name) => {
    expect(found.get(at(name))).toEqual([]);
  });
});

describe('votlint', () => {
  let reports: ReadonlyMap<string, string>;
  beforeAll(async () => {
    reports = await inPairs(paths, (path) => stilts('votlint', `votable=${path}.votable`));
  });
  it.each(NAMES)('has no error and no warning: %s', (name) => {
    expect(reports.get(at(name))).toBe('');
  });
});

describe('fitsverify', () => {
  it.each(NAMES.filter((name) => !LONGEST_FOR_CFITSIO.includes(name)))(
    'has no error and no warning: %s',
    async (name) => {
      expect(await printed('fitsverify', '-q', `${at(name)}.fits`)).toMatch(/^verification OK/);
    },
  );
});

describe('TOPCAT', () => {
  it('finds units, UCDs and descriptions in FITS', async () => {
    const meta = await stilts(
      'tpipe',
      'ifmt=fits',
      `in=${at('samples-obscore')}.fits`,
      'cmd=meta name units ucd utype description',
      'ofmt=csv',
    );
    expect(meta).toContain('s_dec,deg,pos.eq.dec,');
    expect(meta).toContain('s_region,,pos.outline;obs.field,obscore:Char.SpatialAxis.Coverage.Support.Area,');
  });
});
