import { Command } from 'commander';
import type { Answer, Value } from '../engines/answer.ts';
import { type Lake, openLake } from '../engines/duckdb.ts';
import { jsonObject } from '../formats/json-value.ts';
import { EXIT } from './errors.ts';
import { lakeFolder } from './lake-folder.ts';
import { LAKE_OPTION } from './options.ts';
import { note, printable, writeOut } from './output.ts';
import { bytes, count } from './progress.ts';
import { failure } from './query/run.ts';

const ROOTS = `SELECT source_bucket, count(*) AS files, sum(hdu_count) AS hdus, sum(card_count) AS cards,
  sum(size) AS bytes, count(CASE WHEN faults > 0 THEN 1 END) AS faulty, max(extracted_at) AS last_read
FROM files GROUP BY source_bucket ORDER BY source_bucket`;
const FAULTS = 'SELECT source_url, hdu, byte, code, reason FROM faults ORDER BY source_url, byte, code';
const REMOVED = 'SELECT count(*) AS removed FROM removed';

/** Faults that are told one by one to people. */
const MOST_TOLD = 50;

/** `status`: what the lake holds, and what is faulty and why. */
export function statusCommand(): Command {
  return new Command('status')
    .description('Print what the lake holds, and its faulty files with the reasons.')
    .option(...LAKE_OPTION)
    .option('--json', 'print it as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (options: { readonly lake?: string; readonly json?: boolean }) => {
      const folder = lakeFolder(options.lake);
      let lake: Lake | undefined;
      try {
        lake = await openLake(folder, { onNotice: note });
        writeOut(await (options.json ? statusJson : statusText)(lake, folder));
        if (lake.damaged.length > 0) process.exitCode = EXIT.faulty;
      } catch (error) {
        throw failure(error);
      } finally {
        lake?.close();
      }
    });
}

async function statusText(lake: Lake, folder: string): Promise<string> {
  const roots = await rowsOf(await lake.ask(ROOTS));
  const faults = await rowsOf(await lake.ask(FAULTS));
  const [removed] = await rowsOf(await lake.ask(REMOVED));
  const lines = [`lake ${printable(folder)}: ${count(lake.objects)} objects`];
  for (const root of roots) {
    lines.push(
      `${printable(String(root['source_bucket']))}: ${number(root['files'])} files (${number(root['faulty'])} faulty), ` +
        `${number(root['hdus'])} HDUs, ${number(root['cards'])} cards, ${bytes(Number(root['bytes']))}; ` +
        `last read ${String(root['last_read']).slice(0, 19)} UTC`,
    );
  }
  lines.push(`files removed since they were read: ${number(removed?.['removed'])}`);
  for (const { path, damage } of lake.damaged)
    lines.push(`damaged, left out: ${printable(`${path}: ${damage}`)}; ingest the folder again to mend it`);
  for (const fault of faults.slice(0, MOST_TOLD)) {
    lines.push(`  faulty: ${printable(`${fault['source_url']}: ${fault['code']}: ${fault['reason']}`)}`);
  }
  if (faults.length > MOST_TOLD) {
    lines.push(`  and ${count(faults.length - MOST_TOLD)} more faults: fits-datalake query --named faulty`);
  }
  return `${lines.join('\n')}\n`;
}

async function statusJson(lake: Lake, folder: string): Promise<string> {
  const list = async (sql: string): Promise<string> => {
    const { columns, pieces } = await lake.ask(sql);
    const objects: string[] = [];
    for await (const piece of pieces) objects.push(...piece.map((row) => jsonObject(columns, row)));
    return `[${objects.join(',')}]`;
  };
  const [removed] = await rowsOf(await lake.ask(REMOVED));
  return (
    `{"lake":${JSON.stringify(folder)},"objects":${lake.objects},"removed":${Number(removed?.['removed'])},` +
    `"roots":${await list(ROOTS)},"faults":${await list(FAULTS)},"damaged":${JSON.stringify(lake.damaged)}}\n`
  );
}

async function rowsOf({ columns, pieces }: Answer): Promise<Record<string, Value>[]> {
  const rows: Record<string, Value>[] = [];
  for await (const piece of pieces) {
    for (const row of piece)
      rows.push(Object.fromEntries(columns.map(({ name }, i) => [name, row[i] ?? null])));
  }
  return rows;
}

const number = (value: Value | undefined): string => count(Number(value ?? 0));

const EXAMPLES = `
Examples:
  fits-datalake status
  fits-datalake status --lake /data/lake --json`;
