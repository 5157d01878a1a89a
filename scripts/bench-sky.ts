// node scripts/bench-sky.ts [--files N] [--hdus N]
//
// A cone search over the view obscore_hdus of a lake with a million HDUs, and the same question over header cards.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Lake, openLake } from '../lib/engines/duckdb/open-lake.ts';
import { coneCondition, double, haversine } from '../lib/sql/cone.ts';
import { median } from './bench/measure.ts';
import { makeSkyLake, type SkyLakeSize } from './bench/sky-lake.ts';

const CONE = { ra: 83.8, dec: -5.4, radius: 0.5 };
const RUNS = 7;
const MILLION: SkyLakeSize = { files: 20_000, hdus: 50 };

const BY_VIEW = `SELECT source_key, hdu, s_ra, s_dec FROM obscore_hdus WHERE ${coneCondition(CONE)} ORDER BY ALL`;
/** As people ask without the view. */
const BY_CARDS = `SELECT source_key, hdu, ra, decl
FROM (
  SELECT
    source_bucket, source_key, hdu,
    max(CASE WHEN card_name = 'CRVAL1' THEN card_number END) AS ra,
    max(CASE WHEN card_name = 'CRVAL2' THEN card_number END) AS decl
  FROM headers WHERE card_name IN ('CRVAL1', 'CRVAL2') GROUP BY source_bucket, source_key, hdu
)
WHERE ${haversine(double(CONE.ra), double(CONE.dec), { ra: 'ra', dec: 'decl' })}
  <= power(sin(radians(${double(CONE.radius)}) / 2), 2) ORDER BY ALL`;

/** Prints how long both questions take. */
export async function reportSky(size: SkyLakeSize = MILLION): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'fits-bench-sky-'));
  process.env['FITS_CACHE'] = join(work, 'cache');
  try {
    const started = performance.now();
    await makeSkyLake(join(work, 'lake'), size);
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    console.log(`${size.files * size.hdus} HDUs in ${size.files} files, written and loaded in ${seconds} s`);
    const lake = await openLake(join(work, 'lake'));
    try {
      await compare(lake);
    } finally {
      lake.close();
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function compare(lake: Lake): Promise<void> {
  const [view, cards] = [await timesOf(lake, BY_VIEW), await timesOf(lake, BY_CARDS)];
  if (view.rows !== cards.rows) throw new Error(`the view has ${view.rows} rows, the cards ${cards.rows}`);
  const text = ({ times, cpu }: Timing): string =>
    `${times[0]!.toFixed(0)} ms, then ${median(times).toFixed(0)} ms (CPU ${median(cpu).toFixed(0)} ms)`;
  console.log(`cone of ${CONE.radius} degrees, ${view.rows} HDUs, by obscore_hdus: ${text(view)}`);
  console.log(`the same by header cards: ${text(cards)}`);
  const ratio = (kind: 'times' | 'cpu'): string => (median(cards[kind]) / median(view[kind])).toFixed(0);
  console.log(`ratio: ${ratio('times')}, of CPU time ${ratio('cpu')}`);
}

interface Timing {
  /** Milliseconds of each run. */
  readonly times: readonly number[];
  /** Milliseconds of CPU time, of all threads. */
  readonly cpu: readonly number[];
  readonly rows: number;
}

async function timesOf(lake: Lake, sql: string): Promise<Timing> {
  const times: number[] = [];
  const cpu: number[] = [];
  let rows = 0;
  for (let run = 0; run < RUNS; run++) {
    const [started, used] = [performance.now(), process.cpuUsage()];
    rows = 0;
    for await (const piece of (await lake.ask(sql)).pieces) rows += piece.length;
    times.push(performance.now() - started);
    const { user, system } = process.cpuUsage(used);
    cpu.push((user + system) / 1000);
  }
  return { times, cpu, rows };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { files: { type: 'string' }, hdus: { type: 'string' } } });
  await reportSky({
    files: Number(values.files ?? MILLION.files),
    hdus: Number(values.hdus ?? MILLION.hdus),
  });
}
