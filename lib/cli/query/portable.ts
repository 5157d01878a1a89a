// query --portable: what DuckDB and Athena do not answer alike in a query.

import { openSession } from '../../engines/cache/session.ts';
import { type Finding, findDifferences } from '../../engines/dialects/portability.ts';
import type { Engine } from '../../engines/dialects/rule.ts';
import { QueryRefused } from '../../engines/query-refused.ts';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { EXIT, type ExitCode, RunFailed } from '../errors.ts';
import { printable, printMessage, writeOut } from '../terminal/output.ts';
import { refusalText } from '../terminal/refusals.ts';

/** Prints the differences, one per line. Throws {@link RunFailed} if the SQL is not one query. */
export async function printDifferences(sql: string, keywords: readonly KeywordColumn[]): Promise<ExitCode> {
  const { connection, close } = await openSession({});
  try {
    const found = await findDifferences(connection, sql, keywords);
    for (const finding of found) writeOut(`${printable(findingText(finding, sql))}\n`);
    if (found.length > 0) return EXIT.failed;
    printMessage('DuckDB and Athena answer this query alike');
    return EXIT.done;
  } catch (error) {
    throw error instanceof QueryRefused ? new RunFailed(printable(refusalText(error, 'lake'))) : error;
  } finally {
    close();
  }
}

const ENGINES: Readonly<Record<Engine, string>> = { duckdb: 'DuckDB', athena: 'Athena' };

/** `line 1, column 8: x::double: Athena refuses it; write CAST(x AS double)`. */
function findingText(finding: Finding, sql: string): string {
  const { place, rule } = finding;
  const where = place === undefined ? '' : `${placeText(sql, place)}: `;
  const advice = rule.instead === '' ? '' : `; write ${rule.instead}`;
  // the texts of rules have code in backticks, for the documentation
  return where + `${differenceText(finding, sql)}${advice}`.replaceAll('`', '');
}

function differenceText({ rule, place, sentence }: Finding, sql: string): string {
  if (rule.what === 'differs') return `${rule.say}: on DuckDB ${rule.duckdb}, on Athena ${rule.athena}`;
  const engine = ENGINES[rule.on];
  if (rule.isAnyFunction) return `${wordAt(sql, place)}: ${engine} has no such function`;
  return sentence === undefined ? `${rule.say}: ${engine} refuses it` : `${engine} refuses it: ${sentence}`;
}

const before = (sql: string, place: number): string => Buffer.from(sql).subarray(0, place).toString();

function placeText(sql: string, place: number): string {
  const lines = before(sql, place).split('\n');
  return `line ${lines.length}, column ${[...(lines.at(-1) ?? '')].length + 1}`;
}

const wordAt = (sql: string, place = 0): string =>
  /^[\w.]*/.exec(sql.slice(before(sql, place).length))?.[0] ?? '';
