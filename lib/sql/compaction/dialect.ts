import { hiveType } from '../hive-type.ts';
import type { CompactedTable, TableColumn } from './tables.ts';

/** A table to create. */
export interface TableDefinition extends Pick<CompactedTable, 'table' | 'columns' | 'bucketedBy'> {
  /** The folder of its files: `s3://bucket/folder/`. */
  readonly location: string;
}

/** How an engine maintains Iceberg tables. Everything else is the same SQL for Athena and Trino. */
export interface Dialect {
  /** Creates an empty table unless it exists. */
  readonly create: (table: TableDefinition) => string;
  /** Joins small files, and applies delete files. */
  readonly optimize: (table: string) => string;
  /** Removes old snapshots, and files that belong to none. */
  readonly vacuum: (table: string) => string;
}

/** Buckets of a table that is bucketed. Athena writes to at most 100 partitions at a time. */
export const BUCKETS = 16;

/** Seconds that snapshots are kept after a newer one: longer than any query takes. */
export const SNAPSHOT_SECONDS = 86_400;

/**
 * Source: Amazon Athena User Guide, "Create Iceberg tables", "OPTIMIZE" and "VACUUM". The current snapshot of a table is never
 * removed, however old it is.
 */
const PROPERTIES: Readonly<Record<string, string>> = {
  table_type: 'ICEBERG',
  format: 'parquet',
  write_compression: 'zstd',
  vacuum_min_snapshots_to_keep: '1',
  vacuum_max_snapshot_age_seconds: String(SNAPSHOT_SECONDS),
};

/** The statements of Athena. */
export const ATHENA: Dialect = {
  create: ({ table, columns, bucketedBy, location }) =>
    `CREATE TABLE IF NOT EXISTS ${table} (${columns.map(definition).join(', ')})` +
    (bucketedBy === undefined ? '' : ` PARTITIONED BY (bucket(${BUCKETS}, ${bucketedBy}))`) +
    ` LOCATION '${location}' TBLPROPERTIES (${Object.entries(PROPERTIES)
      .map(([name, value]) => `'${name}' = '${value}'`)
      .join(', ')})`,
  optimize: (table) => `OPTIMIZE ${table} REWRITE DATA USING BIN_PACK`,
  vacuum: (table) => `VACUUM ${table}`,
};

/** In DDL, Athena quotes names with backticks. */
const definition = ({ name, type }: TableColumn): string => `\`${name}\` ${hiveType(type)}`;
