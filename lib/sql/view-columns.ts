import { EVERYDAY, type KeywordColumn, type ValueType } from './everyday.ts';
import type { View } from './views.ts';

/** A column of a view, with its type as Trino names it. */
export interface ViewColumn {
  readonly name: string;
  readonly type: Exclude<ValueType, 'timestamp'> | 'integer' | 'timestamp(6)';
}

const source = {
  source_bucket: 'varchar',
  source_key: 'varchar',
  source_url: 'varchar',
  collection: 'varchar',
} as const;

/** What each view selects, but for the everyday columns. A view in Athena's catalog has to say it. */
const COLUMNS: Readonly<Record<View['name'], Readonly<Record<string, ViewColumn['type']>>>> = {
  headers: {
    ...source,
    hdu: 'integer',
    card_index: 'integer',
    card_name: 'varchar',
    card_value: 'varchar',
    card_number: 'double',
    card_comment: 'varchar',
    card_type: 'varchar',
  },
  files: {
    ...source,
    size: 'bigint',
    last_modified: 'timestamp(6)',
    extracted_at: 'timestamp(6)',
    etag: 'varchar',
    container: 'varchar',
    hdu_count: 'integer',
    card_count: 'integer',
    bytes_read: 'bigint',
    requests: 'integer',
    faults: 'bigint',
  },
  hdus: {
    ...source,
    hdu: 'integer',
    type: 'varchar',
    extname: 'varchar',
    extver: 'integer',
    header_offset: 'bigint',
    data_offset: 'bigint',
    data_length: 'bigint',
  },
  faults: { ...source, hdu: 'integer', byte: 'bigint', code: 'varchar', reason: 'varchar' },
  removed: { ...source, removed_at: 'timestamp(6)' },
};

const HAVE_EVERYDAY: readonly View['name'][] = ['files', 'hdus'];

/**
 * The columns of a view, in their order.
 *
 * @param keywords columns that were added to the everyday ones
 */
export function viewColumns(view: View['name'], keywords: readonly KeywordColumn[] = []): ViewColumn[] {
  const own = Object.entries(COLUMNS[view]).map(([name, type]) => ({ name, type }));
  const everyday = HAVE_EVERYDAY.includes(view) ? [...EVERYDAY, ...keywords] : [];
  return [
    ...own,
    ...everyday.map(({ column, type }) => ({
      name: column,
      type: type === 'timestamp' ? ('timestamp(6)' as const) : type,
    })),
  ];
}
