import type { Definition } from './definition.ts';

/** The columns of the view `removed`. */
export const REMOVED: readonly Definition[] = [
  {
    name: 'removed_at',
    type: 'timestamp(6)',
    about: 'when the file was found to be gone, UTC',
    sql: "try_cast(replace(replace(card_value, 'T', ' '), 'Z', '') AS timestamp(6))",
  },
];
