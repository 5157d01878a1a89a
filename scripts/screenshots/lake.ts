import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openIngestCache } from '../../lib/engines/cache/ingest-cache.ts';
import { HEADER_LINE } from '../../lib/lake/columns.ts';
import { EXTRACTOR_REVISION } from '../../lib/lake/extraction.ts';
import { lakeKey } from '../../lib/lake/naming.ts';
import { archiveOf, endOf, type Observation } from './archive.ts';

// A lake of the made archive. Its lake objects are written directly, and reach the cache as those of an ingest do.

const BUCKET = 'archive';

/** Writes a lake with so many files. */
export async function makeArchiveLake(lake: string, files: number): Promise<void> {
  const cache = await openIngestCache(lake);
  for (const observation of archiveOf(files)) {
    const path = lakeKey({ bucket: BUCKET, key: observation.key });
    const csv = Buffer.from(csvOf(observation));
    mkdirSync(dirname(join(lake, path)), { recursive: true });
    writeFileSync(join(lake, path), gzipSync(csv, { level: 1 }));
    await cache.add(path, csv);
  }
  await cache.close();
}

const quoted = (text: string): string => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function csvOf(one: Observation): string {
  const rows: string[] = [];
  const row = (
    hdu: number | '',
    name: string,
    value: unknown,
    comment: string,
    index: number | '',
    type: string,
  ): void => {
    rows.push(
      `${hdu},${BUCKET},${quoted(one.key)},${name},${quoted(String(value))},${comment},${index},${type}\n`,
    );
  };
  row(0, 'type', 'PRIMARY', '', '', 'hdu');
  for (const [index, [name, value, comment]] of cardsOf(one).entries())
    row(0, name, value, comment, index, typeof value === 'number' ? 'float' : 'string');
  for (const [name, [value, source]] of Object.entries(derivedOf(one))) {
    if (value !== null) row('', name, value, source, '', 'derived');
    if (value !== null && /^(s_|hpx6)/.test(name)) row(0, name, value, source, '', 'derived');
  }
  const facts = { size: 8_640_000, container: 'fits', hdu_count: 1, extracted_at: '2026-11-29 08:00:00.000' };
  for (const [name, value] of Object.entries(facts)) row('', name, value, '', '', 'file');
  row('', 'extractor', EXTRACTOR_REVISION, '', '', 'file');
  return HEADER_LINE + rows.join('');
}

const cardsOf = (one: Observation) =>
  (
    [
      ['OBJECT', one.target, 'target'],
      ['INSTRUME', one.instrument, ''],
      ['IMAGETYP', one.type, ''],
      ['FILTER', one.filter, ''],
      ['EXPTIME', one.exposure, 'seconds'],
    ] as const
  ).flatMap(([name, value, comment]) => (value === null ? [] : [[name, value, comment] as const]));

/** Derived values, with what they come from. */
const derivedOf = (
  one: Observation,
): Record<string, readonly [value: string | number | null, source: string]> => ({
  obs_id: [one.key, 'the key'],
  obs_publisher_did: [`ivo://unregistered/${BUCKET}?${one.key}`, 'the key'],
  calib_level: [1, 'FITS'],
  dataproduct_type: ['image', 'NAXIS'],
  target_name: [one.target, 'OBJECT'],
  instrument_name: [one.instrument, 'INSTRUME'],
  facility_name: [one.telescope, 'TELESCOP'],
  image_type: [one.type, 'IMAGETYP'],
  filter: [one.filter, 'FILTER'],
  t_min: [one.start, 'DATE-OBS'],
  t_max: [endOf(one), 'DATE-OBS + EXPTIME'],
  t_exptime: [one.exposure, 'EXPTIME'],
  airmass: [one.airmass, 'AIRMASS'],
  s_ra: [one.place?.ra ?? null, 'CRVAL1'],
  s_dec: [one.place?.dec ?? null, 'CRVAL2'],
  s_region: [one.region, 'WCS'],
  hpx6: [one.hpx6, 'CRVAL1 CRVAL2'],
});
