// What status says about observations: how many there are, and how many of them have no time, target or
// position, with the reasons.

import { literals } from '../../sql/text.ts';
import { count, counted } from '../terminal/words.ts';

/** What may be unknown about an observation, with the derived value that says so. Its row is then empty, with the reason. */
const UNKNOWN = { time: 't_min', target: 'target_name', position: 's_ra' } as const;

type Unknown = keyof typeof UNKNOWN;

const NAMES = ['hdu_count', 'obs_id', ...Object.values(UNKNOWN)];

/** The rows of a lake that {@link observationsOf} counts. The cheap conditions come first. */
export const OBSERVATION_ROWS = `(card_type IN ('file', 'derived') AND hdu = '' AND card_name IN (${literals(NAMES)}) AND CASE
    WHEN card_name = 'hdu_count' THEN card_value NOT IN ('', '0')
    WHEN card_name = 'obs_id' THEN true
    ELSE card_value = ''
  END)`;

/** What a row of {@link OBSERVATION_ROWS} counts: a FITS file, an observation, or something that is unknown, with the reason. */
export const OBSERVATION_CODE =
  "CASE WHEN card_name IN ('hdu_count', 'obs_id') THEN card_name ELSE card_name || ' ' || card_comment END";

/** Counts the rows of a lake by {@link OBSERVATION_CODE}, in one scan. */
export const OBSERVATION_COUNTS = `SELECT code, count(*) AS files
FROM (SELECT ${OBSERVATION_CODE} AS code FROM lake_rows WHERE ${OBSERVATION_ROWS}) AS counted
GROUP BY code
ORDER BY files DESC, code`;

/** Files of which something is unknown, and the number of files for each reason, the most common first. */
export interface Missing {
  readonly files: number;
  readonly reasons: Readonly<Record<string, number>>;
}

/** How many files are observations, and what is unknown about them. */
export interface Observations {
  readonly observations: number;
  /** FITS files that are not observations. */
  readonly other: number;
  readonly without: Readonly<Record<Unknown, Missing>>;
}

/**
 * The facts in the rows of {@link OBSERVATION_COUNTS}.
 *
 * @param earlier the number of files of an earlier release, of which nothing is known
 */
export function observationsOf(
  counts: readonly (readonly [code: string, files: number])[],
  earlier = 0,
): Observations {
  const filesOf = (wanted: string): number => counts.find(([code]) => code === wanted)?.[1] ?? 0;
  const missing = (what: Unknown): Missing => {
    const prefix = `${UNKNOWN[what]} `;
    const reasons = counts
      .filter(([code]) => code.startsWith(prefix))
      .map(([code, files]) => [code.slice(prefix.length) || 'no reason given', files] as const);
    return {
      files: reasons.reduce((sum, [, files]) => sum + files, 0),
      reasons: Object.fromEntries(reasons),
    };
  };
  const observations = filesOf('obs_id');
  return {
    observations,
    other: Math.max(0, filesOf('hdu_count') - observations - earlier),
    without: { time: missing('time'), target: missing('target'), position: missing('position') },
  };
}

/** At most this many reasons are listed; the rest are counted. */
const MOST_LISTED = 3;

/** The facts as lines of text. */
export const observationLines = ({ observations, other, without }: Observations): string[] => [
  `observations: ${count(observations)}; other FITS files: ${count(other)}`,
  ...Object.entries(without)
    .filter(([, { files }]) => files > 0)
    .map(([what, { files, reasons }]) => `  without a ${what}: ${count(files)} (${reasonsText(reasons)})`),
];

/** The facts in a few words, without the reasons. */
export function observationWords({ observations, without }: Observations): string {
  const missing = Object.entries(without)
    .filter(([, { files }]) => files > 0)
    .map(([what, { files }]) => `${count(files)} without a ${what}`);
  return counted(observations, 'observation') + (missing.length > 0 ? ` (${missing.join(', ')})` : '');
}

function reasonsText(reasons: Readonly<Record<string, number>>): string {
  const all = Object.entries(reasons);
  const listed = all.slice(0, MOST_LISTED).map(([reason, files]) => `${reason}: ${count(files)}`);
  const rest = all.slice(MOST_LISTED).reduce((sum, [, files]) => sum + files, 0);
  return [...listed, ...(rest > 0 ? [`other reasons: ${count(rest)}`] : [])].join('; ');
}
