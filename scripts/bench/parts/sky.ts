import { join } from 'node:path';
import { rowsOf } from '../../../lib/engines/answer.ts';
import { type Lake, openLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { type Cone, coneCondition, double, haversine } from '../../../lib/sql/cone.ts';
import { type Cost, measureHere, medians } from '../measure.ts';
import { count, madeOnce, type Part } from '../part.ts';
import { makeSkyLake, positionOf } from '../sky-lake.ts';

/** In degrees. */
const RADIUS = 0.5;
/** HDUs per file. */
const HDUS = 50;

const byView = (cone: Cone): string =>
  `SELECT source_key, hdu, s_ra, s_dec FROM obscore_hdus WHERE ${coneCondition(cone)} ORDER BY ALL`;

/** As people ask without the view. */
const byCards = ({ ra, dec, radius }: Cone): string => `SELECT source_key, hdu, ra, decl
FROM (
  SELECT
    source_bucket, source_key, hdu,
    max(CASE WHEN card_name = 'CRVAL1' THEN card_number END) AS ra,
    max(CASE WHEN card_name = 'CRVAL2' THEN card_number END) AS decl
  FROM headers WHERE card_name IN ('CRVAL1', 'CRVAL2') GROUP BY source_bucket, source_key, hdu
)
WHERE ${haversine(double(ra), double(dec), { ra: 'ra', dec: 'decl' })}
  <= power(sin(radians(${double(radius)}) / 2), 2) ORDER BY ALL`;

/** A cone search among a million HDUs, within one process. */
export const SKY: Part = {
  files: 20_000,
  about: `makes a lake of mosaics with ${HDUS} HDUs each; then asks for the HDUs in a cone, by obscore_hdus and by header cards`,
  run: async function* ({ files, runs, work }) {
    const folder = join(work, `sky-${files}`);
    await madeOnce(folder, () => makeSkyLake(folder, { files, hdus: HDUS }));
    const lake = await openLake(folder);
    try {
      const cone = { ...positionOf(Math.floor(files / 3), files), radius: RADIUS };
      const [view, cards] = [await costOf(lake, byView(cone), runs), await costOf(lake, byCards(cone), runs)];
      if (view.rows !== cards.rows)
        throw new Error(`the view has ${view.rows} rows, the cards ${cards.rows}`);
      const what = `${view.rows} of ${count(files * HDUS)} HDUs in a cone of ${RADIUS} degrees`;
      yield { what: `${what}, by header cards`, ...cards.cost };
      const ratio = { ratio: view.cost.cpu / cards.cost.cpu, to: 'header cards' };
      yield { what: 'the same, by `obscore_hdus`', ...view.cost, ...ratio, most: { wall: 0.1, ratio: 0.05 } };
    } finally {
      lake.close();
    }
  },
};

async function costOf(
  lake: Lake,
  sql: string,
  runs: number,
): Promise<{ readonly cost: Cost; readonly rows: number }> {
  const costs: Cost[] = [];
  let rows = 0;
  for (let run = 0; run < runs; run++)
    costs.push(
      await measureHere(async () => {
        rows = (await rowsOf(await lake.ask(sql))).length;
      }),
    );
  return { cost: medians(costs), rows };
}
