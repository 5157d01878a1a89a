import type { Value } from '../../engines/answer.ts';
import type { Athena } from '../../engines/athena/open-athena.ts';
import { QueryRefused } from '../../engines/query-refused.ts';
import { TABLE } from '../../lake/table.ts';
import { VIEWS } from '../../sql/views.ts';
import type { DeployedStack } from '../aws/deployed.ts';
import { count } from '../terminal/words.ts';
import { type Known, redeploy } from './part.ts';

/**
 * Files, faults and removed files, in one reading of the lake, which is paid for; a row of a type without a code is
 * its total.
 */
export const COUNTS = `SELECT card_type, code, count(*) AS lines, count(DISTINCT file) AS files
FROM (
  SELECT
    card_type,
    CASE WHEN card_type = 'fault' THEN card_name ELSE '-' END AS code,
    source_bucket || '/' || source_key AS file
  FROM ${TABLE}
  WHERE card_type IN ('file', 'fault') OR (card_type = 'tombstone' AND card_name = 'removed')
) AS told
GROUP BY GROUPING SETS ((card_type), (card_type, code))
ORDER BY lines DESC, code`;

/** Has every view looked at, and no row read: one that does not fit the table any more is refused. */
export const PROBE = VIEWS.map((view) => `(SELECT source_key FROM ${view} LIMIT 0)`).join(' UNION ALL ');

/** Whether the views answer. */
export async function viewsPart(athena: Athena, stack: DeployedStack): Promise<Known> {
  try {
    await athena.ask(PROBE);
    return { facts: { answer: true }, text: `${VIEWS.join(', ')} answer` };
  } catch (error) {
    if (!(error instanceof QueryRefused)) throw error;
    return {
      facts: { answer: false },
      text: 'do not answer',
      wrong: [`the views do not answer: ${error.message} (changed by hand? ${redeploy(stack)})`],
    };
  }
}

/** What the lake holds, and what is faulty in it. */
export async function filesPart(athena: Athena, { name }: DeployedStack): Promise<Known> {
  const rows: (readonly Value[])[] = [];
  for await (const piece of (await athena.ask(COUNTS)).pieces) rows.push(...piece);
  const filesOf = (type: string): number =>
    Number(rows.find(([cardType, code]) => cardType === type && code === null)?.[3] ?? 0);
  const [files, faulty, removed] = ['file', 'fault', 'tombstone'].map(filesOf);
  const faults = rows.filter(([cardType, code]) => cardType === 'fault' && code !== null);
  const listed = faults.map(([, code, lines]) => `${code} ${count(Number(lines))}`).join(', ');
  return {
    facts: {
      ...{ files, faulty, removed },
      faults: Object.fromEntries(faults.map(([, code, lines]) => [String(code), Number(lines)])),
    },
    // every archive has some: they are told, and are nothing that is wrong with the stack
    text:
      `${count(files ?? 0)}, ${count(faulty ?? 0)} of them faulty; ${count(removed ?? 0)} removed` +
      (faulty ? ` (${listed}; which: fits-datalake query --stack ${name} --named faulty)` : ''),
  };
}
