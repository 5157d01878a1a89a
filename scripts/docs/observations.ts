import { readFileSync } from 'node:fs';
import type { DerivedName } from '../../lib/sky/derived.ts';
import { IMAGE_TYPES } from '../../lib/sky/image-types.ts';
import { frameWords } from '../../lib/sky/rules/image-types.ts';
import { NO_POSITION, NO_TARGET, NO_TIME } from '../../lib/sky/rules/reasons.ts';
import { SITES } from '../../lib/sky/rules/sites.ts';
import type { ObservationCounts } from '../observations/count.ts';
import { COUNTS } from '../observations/counts.ts';
import { code, markdownTable } from './markdown.ts';

// The generated parts of docs/reference/observations.md: the tables of lib/sky/rules, and the last counts.

const counts = (): ObservationCounts => JSON.parse(readFileSync(COUNTS, 'utf8')) as ObservationCounts;

/** Columns that say nothing of their own: others have the same sources. */
const FOLLOWERS: ReadonlySet<string> = new Set<DerivedName>([
  ...([
    'obs_publisher_did',
    's_dec',
    's_fov',
    's_region',
    's_xel1',
    's_xel2',
    's_pixel_scale',
    'hpx6',
  ] as const),
  ...(['obs_start', 'obs_end', 'em_max', 'em_xel', 'pol_xel', 'night'] as const),
]);

/** How many files were tried, and which keywords each column came from. */
export function observationCounts(): string {
  const { files, observations, hdus, sources } = counts();
  const rows = Object.entries(sources)
    .filter(([column]) => !FOLLOWERS.has(column))
    .map(([column, bySource]) => {
      const listed = Object.entries(bySource).map(([source, count]) => `${source} ${count}`);
      const total = Object.values(bySource).reduce((sum, count) => sum + count, 0);
      return [code(column), String(total), listed.join(', ')];
    });
  const sentence = `Of ${files} different files, ${observations} are observations, with ${hdus} rows in \`obscore_hdus\`.`;
  return `${sentence}\n\n${markdownTable(['column', 'files', 'from'], rows)}`;
}

/** Why values are unknown, and how often. */
export function unknownValues(): string {
  const { reasons } = counts();
  const all: readonly (readonly [DerivedName, readonly string[]])[] = [
    ['t_min', Object.values(NO_TIME)],
    ['target_name', Object.values(NO_TARGET)],
    ['s_ra', Object.values(NO_POSITION)],
  ];
  const rows = all.flatMap(([column, texts]) =>
    texts.map((text) => [code(column), text, String(reasons[column]?.[text] ?? 0)]),
  );
  return markdownTable(['column', 'reason', 'files'], rows);
}

/** The words of each kind of frame. */
export const imageTypeWords = (): string =>
  markdownTable(
    ['image_type', 'words'],
    IMAGE_TYPES.map((type) => [code(type), frameWords(type).join(', ')]),
  );

/** The observatories whose longitude is known. */
export const knownSites = (): string =>
  markdownTable(
    ['site', 'longitude', 'names, without blanks and signs'],
    SITES.map(({ name, longitude, names }) => [name, String(longitude), names.join(', ')]),
  );
