import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { markdownTable } from '../docs/markdown.ts';
import { count } from './part.ts';
import { type Measure, RESULTS, type Result, type Row } from './result.ts';

// The table of docs/reference/performance.md, and what is printed when a part is finished.

/** By part, what was measured last. */
export const readResults = (): Readonly<Record<string, Result>> =>
  existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as Record<string, Result>) : {};

/** Keeps what parts measured, in place of what they measured before, in the order of `names`. */
export function writeResults(results: Readonly<Record<string, Result>>, names: readonly string[]): void {
  const all = { ...readResults(), ...results };
  const inOrder = Object.fromEntries(names.flatMap((name) => (all[name] ? [[name, all[name]]] : [])));
  writeFileSync(RESULTS, `${JSON.stringify(inOrder, null, 2)}\n`);
}

const HEADINGS = ['part', 'what', 'wall', 'CPU', 'memory', 'ratio of CPU', 'at most'];

/** The results of all parts as one table, with the days and machines below it. */
export const resultsTable = (results: Readonly<Record<string, Result>>): string =>
  [
    markdownTable(
      HEADINGS,
      Object.entries(results).flatMap(([part, { files, rows }]) =>
        rows.map((row, index) => [index === 0 ? `\`${part}\`, ${count(files)} files` : '', ...cells(row)]),
      ),
    ),
    '',
    ...measuredOn(results),
  ].join('\n');

/** One line for each day and machine. */
function measuredOn(results: Readonly<Record<string, Result>>): string[] {
  const parts = Object.groupBy(Object.entries(results), ([, { date, machine }]) => `${date}, on ${machine}.`);
  return Object.entries(parts).map(
    ([where, of = []]) => `Measured ${of.map(([part]) => `\`${part}\``).join(', ')}: ${where}`,
  );
}

/** What a row says: its name, what was measured, and what it should be at most. */
export const cells = (row: Row): string[] => [
  row.what,
  row.wall === undefined ? '' : seconds(row.wall),
  row.cpu === undefined ? '' : seconds(row.cpu),
  row.memory === undefined ? '' : megabytes(row.memory),
  row.ratio === undefined ? '' : `${row.ratio.toFixed(2)} × ${row.to}`,
  Object.entries(row.most ?? {})
    .map(([measure, most]) => limit(measure as Measure, most, row[measure as Measure]))
    .join('; '),
];

const UNITS: Readonly<Record<Measure, (value: number) => string>> = {
  wall: (value) => `${shortest(value)} of wall time`,
  cpu: (value) => `${shortest(value)} of CPU time`,
  memory: (value) => megabytes(value),
  ratio: (value) => `a ratio of ${value}`,
};

function limit(measure: Measure, most: number, value: number | undefined): string {
  const verdict = value === undefined ? 'not measured' : value <= most ? 'kept' : '**missed**';
  return `${UNITS[measure](most)}: ${verdict}`;
}

/** Seconds in words: `12 s`, `0.42 s`, `1.3 ms`. */
const seconds = (value: number): string =>
  value < 0.02 ? `${(1000 * value).toFixed(2)} ms` : `${value.toFixed(value < 10 ? 2 : 0)} s`;

/** The same for limits, which are round numbers. */
const shortest = (value: number): string => (value < 0.02 ? `${1000 * value} ms` : `${value} s`);

const megabytes = (value: number): string => `${value.toFixed(0)} MB`;
