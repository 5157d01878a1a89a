import { CHANGES, DAY_KEY, DELTA_COLUMNS, DELTA_DAYS } from './changes/delta.ts';
import { COLUMNS } from './columns.ts';
import { HEADERS } from './naming.ts';

/** The table over the lake objects. */
export const TABLE = 'lake_rows';

/** The table over the deltas, if compaction is on. */
export const CHANGES_TABLE = 'changes';

/** The database that a stack has in the Glue catalog by default. */
export const DEFAULT_DATABASE = 'fits_datalake';

/** The key of its partitions. Each is a folder `headers/collection=C/`. */
export const PARTITION_KEY = 'collection';

/** The location of a bucket's lake objects in the Glue catalog. */
export const headersLocation = (bucket: string): string => `s3://${bucket}/${HEADERS}`;

/** The location of a bucket's deltas in the Glue catalog. */
export const changesLocation = (bucket: string): string => `s3://${bucket}/${CHANGES}`;

/** A column of a table. */
interface Column {
  readonly name: string;
  readonly about: string;
}

/**
 * How the catalog describes the CSV files at a location, for the table and for each partition, with the names that Glue's
 * API and CloudFormation use. Every column is a string; the views cast.
 *
 * The escape character is one that never occurs. With the default one, backslashes would disappear, and a field that ends
 * with a backslash would swallow the rest of its row.
 */
export function storageDescriptor(location: string, columns: readonly Column[] = COLUMNS) {
  return {
    Columns: columns.map(({ name, about }) => ({ Name: name, Type: 'string', Comment: about })),
    Location: location,
    InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
    OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
    SerdeInfo: {
      SerializationLibrary: 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
      Parameters: { separatorChar: ',', quoteChar: '"', escapeChar: '\u0001' },
    },
  };
}

/** Parameters that are needed to read the table correctly: each object starts with a header line. */
export const READ_PARAMETERS = { 'skip.header.line.count': '1', classification: 'csv' };

/**
 * All parameters of the table. The ones that are added here are those that Glue's CSV classifier writes for such objects,
 * so that a crawl finds the table as it would have created it. Athena and Trino ignore them.
 * Source: AWS Glue Developer Guide, "Parameters set on Data Catalog tables by crawler".
 */
export const TABLE_PARAMETERS = {
  ...READ_PARAMETERS,
  compressionType: 'gzip',
  delimiter: ',',
  typeOfData: 'file',
  columnsOrdered: 'true',
  areColumnsQuoted: 'false',
};

/** The same for the deltas. */
export const changesDescriptor = (bucket: string) =>
  storageDescriptor(changesLocation(bucket), DELTA_COLUMNS);

/**
 * All parameters of the table of changes. Its partitions are computed from the day, so none has to be added: one for each
 * day on which deltas may still be there.
 *
 * Source: Amazon Athena User Guide, "Supported types for partition projection".
 */
export const CHANGES_PARAMETERS = {
  ...TABLE_PARAMETERS,
  'projection.enabled': 'true',
  [`projection.${DAY_KEY}.type`]: 'date',
  [`projection.${DAY_KEY}.format`]: 'yyyy-MM-dd',
  // lifecycle rules round to the next midnight, and may take a day longer
  [`projection.${DAY_KEY}.range`]: `NOW-${DELTA_DAYS + 2}DAYS,NOW`,
  [`projection.${DAY_KEY}.interval`]: '1',
  [`projection.${DAY_KEY}.interval.unit`]: 'DAYS',
};
