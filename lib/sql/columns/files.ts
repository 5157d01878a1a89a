import type { Definition } from './definition.ts';

/** The columns of the view `files`, before the everyday ones. */
export const FILES: readonly Definition[] = [
  { name: 'size', type: 'bigint', about: 'size in bytes, as stored', unit: 'byte', fact: 'size' },
  {
    name: 'last_modified',
    type: 'timestamp(6)',
    about: 'last change of the file, UTC',
    fact: 'last_modified',
  },
  {
    name: 'extracted_at',
    type: 'timestamp(6)',
    about: 'when the headers were read, UTC',
    fact: 'extracted_at',
  },
  { name: 'etag', type: 'varchar', about: 'version of the file; it changes with the content', fact: 'etag' },
  {
    name: 'container',
    type: 'varchar',
    about: 'how the file is stored: fits, gzip, compress, bzip2 or zstd',
    fact: 'container',
  },
  { name: 'hdu_count', type: 'integer', about: 'number of HDUs', fact: 'hdu_count' },
  { name: 'card_count', type: 'integer', about: 'number of header cards', fact: 'card_count' },
  {
    name: 'bytes_read',
    type: 'bigint',
    about: 'bytes that were read to get the headers',
    unit: 'byte',
    fact: 'bytes_read',
  },
  { name: 'requests', type: 'integer', about: 'requests that it took to read them', fact: 'requests' },
  {
    name: 'faults',
    type: 'bigint',
    about: 'number of faults; the view faults lists them',
    // counted in views/files.sql
    sql: 'faults',
  },
];
