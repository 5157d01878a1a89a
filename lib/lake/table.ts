import { COLUMNS } from './columns.ts';
import { HEADERS } from './naming.ts';

/** The raw table over the lake's objects. */
export const TABLE = 'lake_rows';

/** The key of its partitions: a folder `headers/collection=C/` each. */
export const PARTITION_KEY = 'collection';

/** Where the objects of a lake in a bucket are, as a location of the Glue catalog. */
export const headersLocation = (bucket: string): string => `s3://${bucket}/${HEADERS}`;

/**
 * What the catalog knows of the CSV files at a location: the same for the table and for each of its partitions,
 * in the names of Glue's API and of CloudFormation. Every column is a string; the views cast.
 *
 * The escape character is one that never occurs: with the usual one backslashes would be eaten, and a field
 * that ends in one would take the rest of its row along.
 */
export function storageDescriptor(location: string) {
  return {
    Columns: COLUMNS.map(({ name, about }) => ({ Name: name, Type: 'string', Comment: about })),
    Location: location,
    InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
    OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
    SerdeInfo: {
      SerializationLibrary: 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
      Parameters: { separatorChar: ',', quoteChar: '"', escapeChar: '\u0001' },
    },
  };
}

/** Parameters without which the table is read wrongly: each object begins with a header line. */
export const READ_PARAMETERS = { 'skip.header.line.count': '1', classification: 'csv' };

/**
 * All parameters of the table. Those added here are what Glue's CSV classifier writes for such objects, so that a crawl
 * finds the table as it would have made it; Athena and Trino do not look at them.
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
