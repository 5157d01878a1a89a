// status --stack: the checks of the views and the files, which query the lake.

import { decodeDigest } from '../../deployment/outputs.ts';
import { rowsOf, type Value } from '../../engines/answer.ts';
import type { Athena } from '../../engines/athena/open-athena.ts';
import { QueryRefused } from '../../engines/query-refused.ts';
import { EXTRACTOR_REVISION } from '../../lake/extraction.ts';
import { TABLE } from '../../lake/table.ts';
import { VIEWS } from '../../sql/view-columns.ts';
import type { DeployedStack } from '../aws/deployed.ts';
import { count } from '../terminal/words.ts';
import { bucketCounts, bucketsText } from './bucket-counts.ts';
import type { CheckResult } from './check.ts';
import { OBSERVATION_CODE, OBSERVATION_ROWS, observationsOf, observationWords } from './observations.ts';
import { redeploy } from './redeploy.ts';

/**
 * Counts files, faults, removed files and observations in one scan of the lake, because every scan costs money. The total
 * of each card type is in the row whose code and bucket are NULL, those of each bucket in the rows whose code is NULL. The
 * code of a file is the revision of its rows and the digest of the rules that they were derived with.
 */
export const FILE_COUNTS = `SELECT card_type, code, count(*) AS lines, count(DISTINCT file) AS files, bucket
FROM (
  SELECT
    card_type,
    CASE
      WHEN card_type = 'fault' THEN card_name
      WHEN card_type = 'file' AND card_name = 'extractor' THEN card_value || ' ' || card_comment
      WHEN ${OBSERVATION_ROWS} THEN ${OBSERVATION_CODE}
      ELSE '-'
    END AS code,
    source_bucket || '/' || source_key AS file,
    source_bucket AS bucket
  FROM ${TABLE}
  WHERE card_type IN ('file', 'fault') OR (card_type = 'tombstone' AND card_name = 'removed')
    OR ${OBSERVATION_ROWS}
) AS counted
GROUP BY GROUPING SETS ((card_type), (card_type, code), (card_type, bucket))
ORDER BY lines DESC, code, bucket`;

/** Uses every view, but reads no row. A view that no longer fits the table is refused. */
export const PROBE_VIEWS = VIEWS.map((view) => `(SELECT source_key FROM ${view} LIMIT 0)`).join(
  ' UNION ALL ',
);

/** Checks that the views can be queried. */
export async function checkViews(athena: Athena, stack: DeployedStack): Promise<CheckResult> {
  try {
    await athena.ask(PROBE_VIEWS);
    return { facts: { answer: true }, text: `${VIEWS.join(', ')} can be queried` };
  } catch (error) {
    if (!(error instanceof QueryRefused)) throw error;
    return {
      facts: { answer: false },
      text: 'cannot be queried',
      problems: [`the views cannot be queried: ${error.message} (changed by hand? ${redeploy(stack)})`],
    };
  }
}

/** Counts the files of the lake. Faulty files are not a problem of the stack: every archive has some. */
export async function checkFiles(athena: Athena, stack: DeployedStack): Promise<CheckResult> {
  const { name, outputs } = stack;
  const all = await rowsOf(await athena.ask(FILE_COUNTS));
  const buckets = bucketCounts(all);
  const rows = all.filter(([, , , , bucket]) => bucket === null);
  const filesOf = (type: string): number =>
    Number(rows.find(([cardType, code]) => cardType === type && code === null)?.[3] ?? 0);
  const [files = 0, faulty = 0, removed = 0] = ['file', 'fault', 'tombstone'].map(filesOf);
  const faults = rows.filter(([cardType, code]) => cardType === 'fault' && code !== null);
  const { earlier, otherRules } = outdatedOf(rows, decodeDigest(outputs.RulesDigest));
  const counts = rows.map(([, code, , counted]) => [String(code), Number(counted)] as const);
  const observed = observationsOf(counts, earlier);
  const faultCounts = faults.map(([, code, lines]) => `${count(Number(lines))} ${code}`).join(', ');
  return {
    facts: {
      ...{ files, faulty, removed, earlier, otherRules },
      buckets: Object.fromEntries(buckets.map(({ bucket, ...counts }) => [bucket, counts])),
      faults: Object.fromEntries(faults.map(([, code, lines]) => [String(code), Number(lines)])),
      ...observed,
    },
    text:
      `${count(files)}, ${count(faulty)} of them faulty; ${count(removed)} removed` +
      (faulty > 0
        ? ` (faults: ${faultCounts}; files: fits-datalake query --stack ${name} --named faulty)`
        : '') +
      bucketsText(buckets, stack) +
      `; ${observationWords(observed)}` +
      outdatedText(name, earlier, otherRules),
  };
}

/**
 * How many files a backfill would derive again.
 *
 * @param rows of {@link FILE_COUNTS}
 * @param digest of the rules of the stack
 */
function outdatedOf(rows: readonly (readonly Value[])[], digest: string) {
  let [earlier, otherRules] = [0, 0];
  for (const [type, code, , files] of rows) {
    const [, revision, rules] = /^(\d+) (.*)$/.exec(type === 'file' ? String(code) : '') ?? [];
    if (Number(revision) < EXTRACTOR_REVISION) earlier += Number(files);
    else if (Number(revision) === EXTRACTOR_REVISION && rules !== digest) otherRules += Number(files);
  }
  return { earlier, otherRules };
}

function outdatedText(stack: string, earlier: number, otherRules: number): string {
  const texts = [
    ...(earlier > 0 ? [`${count(earlier)} of an earlier release, which obscore and obscore_hdus lack`] : []),
    ...(otherRules > 0 ? [`${count(otherRules)} derived with other rules`] : []),
  ];
  return texts.length === 0
    ? ''
    : `; ${texts.join('; ')}: fits-datalake backfill --stack ${stack} (--dry-run gives the cost)`;
}
