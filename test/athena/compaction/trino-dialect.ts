import { BUCKETS, type Dialect } from '../../../lib/sql/compaction/dialect.ts';

/** Trino's own statements for Iceberg tables, in place of Athena's. */
export const trinoDialect = (database: string): Dialect => ({
  create: ({ table, columns, bucketedBy, location }) =>
    `CREATE TABLE IF NOT EXISTS iceberg.${database}.${table} (${columns
      .map(({ name, type }) => `"${name}" ${type}`)
      .join(', ')}) WITH (format = 'PARQUET', format_version = 2, location = '${location}'${
      bucketedBy === undefined ? '' : `, partitioning = ARRAY['bucket(${bucketedBy}, ${BUCKETS})']`
    })`,
  optimize: (table) => `ALTER TABLE ${table} EXECUTE optimize`,
  vacuum: (table) => `ALTER TABLE ${table} EXECUTE expire_snapshots(retention_threshold => '1m')`,
});
