/** Where the counts of the last `npm run observations -- FOLDER --write` are. */
export const COUNTS = 'scripts/observations/counts.json';
