import { coneCondition } from '../../lib/sql/cone.ts';
import { namedQueries } from '../../lib/sql/queries.ts';
import { archiveFile, eveningOf, nightsOf, type Target, target, targetOf } from './archive.ts';
import { count } from './part.ts';

// The everyday questions, asked of a lake of the made archive.

/** A question in SQL, over the views of a lake. */
export interface Question {
  readonly what: string;
  readonly sql: string;
  /** Whether it uses the table `targets`: names and positions of {@link ASKED_TARGETS} targets. */
  readonly usesTargets?: boolean;
}

/** Rows of the table `targets`. */
const ASKED_TARGETS = 1000;

/** The table `targets` as CSV: every second target of the archive. */
export const targetsCsv = (): string =>
  ['name,ra,dec', ...Array.from({ length: ASKED_TARGETS }, (_, i) => Object.values(target(2 * i)).join(','))]
    .map((line) => `${line}\n`)
    .join('');

/** The ten everyday questions of an archive with so many files. */
export function everydayQuestions(files: number): readonly Question[] {
  const night = eveningOf(Math.floor(nightsOf(files) / 2), files)
    .toISOString()
    .slice(0, 10);
  const { key } = archiveFile(Math.floor(files / 2), files);
  const { ra, dec } = anyTarget(files);
  return [
    { what: 'how many files', sql: 'SELECT count(*) FROM files' },
    {
      what: 'files by instrument',
      sql: 'SELECT instrume, count(*) AS files FROM files GROUP BY instrume ORDER BY files DESC',
    },
    {
      what: 'what was observed in one night',
      sql: `SELECT obs_start, target_name, filter, t_exptime, source_key FROM obscore WHERE night = DATE '${night}' ORDER BY obs_start, source_key`,
    },
    {
      what: 'the latest 100 exposures longer than 100 s',
      sql: 'SELECT date_obs, object, exptime, source_key FROM files WHERE exptime > 100 ORDER BY date_obs DESC, source_key LIMIT 100',
    },
    {
      what: 'all cards of one file',
      sql: `SELECT card_name, card_value, card_comment FROM headers WHERE source_key = '${key}' ORDER BY hdu, card_index`,
    },
    {
      what: 'a cone of 0.5 degrees',
      sql: `SELECT target_name, s_ra, s_dec, obs_start, source_key FROM obscore WHERE ${coneCondition({ ra, dec, radius: 0.5 })} ORDER BY obs_start, source_key`,
    },
    {
      what: 'cards by keyword',
      sql: 'SELECT card_name, count(*) AS cards FROM headers GROUP BY card_name ORDER BY cards DESC, card_name',
    },
    { what: 'a summary of each instrument (the named query `summary`)', sql: named('summary') },
    { what: 'faulty files (the named query `faulty`)', sql: named('faulty') },
    {
      what: `exposures of ${count(ASKED_TARGETS)} targets of a CSV file`,
      sql: 'SELECT t.name, count(*) AS exposures, sum(o.t_exptime) AS seconds FROM targets AS t JOIN obscore AS o ON o.target_name = t.name GROUP BY t.name ORDER BY seconds DESC, t.name',
      usesTargets: true,
    },
  ];
}

/** Counts and filters over `files` and `hdus`, which should cost little more than no question at all. */
export const smallQuestions = (files: number): readonly Question[] => [
  { what: 'how many files', sql: 'SELECT count(*) FROM files' },
  { what: 'how many HDUs', sql: 'SELECT count(*) FROM hdus' },
  {
    what: 'how many files of one instrument',
    sql: "SELECT count(*) FROM files WHERE instrume = 'NIRIM'",
  },
  {
    what: 'how many exposures longer than 100 s',
    sql: "SELECT count(*) FROM hdus WHERE exptime > 100 AND type = 'PRIMARY'",
  },
  {
    what: 'files of one target',
    sql: `SELECT source_key, filter, exptime, airmass FROM files WHERE object = '${anyTarget(files).name}'`,
  },
];

/** A target that was observed. */
function anyTarget(files: number): Target {
  let file = Math.floor(files / 2);
  while (targetOf(file) === undefined) file++;
  return targetOf(file)!;
}

const named = (name: string): string => namedQueries().find((query) => query.name === name)!.sql;
