// npm run costs [-- --files N --cards N ...]: what AWS charges for a lake, and what its predecessor would cost.
import { parseArgs } from 'node:util';
import { type CostRow, costRows, type Lake, monthOf } from './costs/rows.ts';

/** The lake for which `npm run costs` prints the costs if it has no options. */
export const EXAMPLE_LAKE: Lake = {
  files: 1_000_000,
  cards: 400,
  hdus: 4,
  changes: 100_000,
  known: 0.1,
  questions: 10,
  crawls: 52 / 12,
  collections: 100,
  reconciles: 0,
  compactions: 30,
  fileMegabytes: 50,
};

const COLUMNS = ['', 'requests', 'GB-s', 'scanned', 'dollars', 'hours'] as const;
const WIDTHS = [-44, 15, 12, 10, 11, 8] as const;

/** The costs as a table. */
export function costsText(lake: Lake): string {
  const sections = costRows(lake).map(({ title, rows }) => [
    lineOf([title, ...COLUMNS.slice(1)]),
    ...rows.map((row) => lineOf(cellsOf(row))),
  ]);
  const { raw, compacted } = monthOf(lake);
  return [
    ...sections.flatMap((lines) => [...lines, '']),
    lineOf(['total per month, in dollars', '', '', '', raw.toFixed(2), '']),
    lineOf(['the same with compaction', '', '', '', compacted.toFixed(2), '']),
  ].join('\n');
}

const cellsOf = ({ what, requests, gbSeconds, scanned, dollars, hours }: CostRow): string[] => [
  `  ${what}`,
  requests === 0 ? '' : Math.round(requests).toLocaleString('en'),
  gbSeconds === 0 ? '' : Math.round(gbSeconds).toLocaleString('en'),
  scanned === 0 ? '' : bytesText(scanned),
  dollars > 0 && dollars < 0.01 ? dollars.toPrecision(1) : dollars.toFixed(2),
  hours === undefined ? '' : hours < 0.1 ? '< 0.1' : hours.toFixed(1),
];

const lineOf = (cells: readonly string[]): string =>
  cells
    .map((cell, index) => {
      const width = WIDTHS[index] ?? 0;
      return width < 0 ? cell.padEnd(-width) : cell.padStart(width);
    })
    .join('')
    .trimEnd();

/** A number of bytes with a unit. */
const bytesText = (bytes: number): string => {
  const unit = Math.min(4, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** unit).toFixed(1)} ${['B', 'kB', 'MB', 'GB', 'TB'][unit]}`;
};

/** What each option is. */
const OPTIONS: Readonly<Record<keyof Lake, readonly [name: string, about: string]>> = {
  files: ['files', 'FITS files'],
  cards: ['cards', 'cards per file, in all its HDUs'],
  hdus: ['hdus', 'HDUs per file'],
  changes: ['changes', 'files created or changed per month'],
  known: ['known', 'the share of them that replace files which the lake has'],
  questions: ['questions', 'queries per month'],
  crawls: ['crawls', 'crawls per month that find changes'],
  collections: ['collections', 'folders of the lake'],
  reconciles: ['reconciles', 'runs per month of reconcileSchedule'],
  compactions: ['compactions', 'runs per month of the compaction'],
  fileMegabytes: ['file-megabytes', 'the mean size of a FITS file, for the predecessor'],
};

if (import.meta.main) console.log(costsText(lakeOf(process.argv.slice(2))));

/** Reads the options; ends the process with exit code 2 if they are wrong. */
function lakeOf(args: string[]): Lake {
  const refuse = (why: string): never => {
    const lines = Object.entries(OPTIONS).map(
      ([key, [name, about]]) =>
        `${`  --${name} N`.padEnd(24)}${about} (${+EXAMPLE_LAKE[key as keyof Lake].toFixed(2)})`,
    );
    console.error([`costs: ${why}`, 'npm run costs -- [OPTIONS]', ...lines].join('\n'));
    process.exit(2);
  };
  const names = Object.values(OPTIONS).map(([name]) => name);
  const given = ((): Readonly<Record<string, string | undefined>> => {
    try {
      const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
      return parseArgs({ args, options }).values;
    } catch (error) {
      return refuse(error instanceof Error ? error.message : String(error));
    }
  })();
  const number = (key: keyof Lake): number => {
    const [name] = OPTIONS[key];
    const text = given[name];
    if (text === undefined) return EXAMPLE_LAKE[key];
    const value = Number(text);
    return value >= 0 && text.trim() !== ''
      ? value
      : refuse(`--${name} has to be a number without commas, not ${text}`);
  };
  const keys = Object.keys(OPTIONS) as (keyof Lake)[];
  return Object.fromEntries(keys.map((key) => [key, number(key)])) as unknown as Lake;
}
