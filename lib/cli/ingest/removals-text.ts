// The wording that folders and buckets share when most of their files have disappeared.

/** Why an ingest stops: most of the files are gone, perhaps by mistake. */
export const goneText = (gone: number, known: number): string =>
  `${gone} of its ${known} files in the lake no longer exist, which is more than half`;

/** How to continue all the same. */
export const ALLOW_REMOVALS = 'To remove them from the lake: --allow-removals';
