import { formerCollectionFolder } from '../../lib/lake/former-naming.ts';
import {
  headersLocation,
  PARTITION_KEY,
  storageDescriptor,
  TABLE,
  TABLE_PARAMETERS,
} from '../../lib/lake/table.ts';
import { VIEWS, viewColumns } from '../../lib/sql/view-columns.ts';

// Glue's responses about a catalog that is as the stack declares it.

/** The table `lake_rows`. */
export const declaredTable = () => ({
  Name: TABLE,
  TableType: 'EXTERNAL_TABLE',
  Parameters: { EXTERNAL: 'TRUE', UPDATED_BY_CRAWLER: 'crawler', ...TABLE_PARAMETERS },
  PartitionKeys: [{ Name: PARTITION_KEY, Type: 'string' }],
  StorageDescriptor: storageDescriptor(headersLocation('lake')),
});

/** The views. */
export const declaredViews = () =>
  VIEWS.map((view) => ({
    Name: view,
    TableType: 'VIRTUAL_VIEW',
    StorageDescriptor: { Columns: viewColumns(view).map(({ name }) => ({ Name: name, Type: 'string' })) },
  }));

/** The partition of a collection. */
export const partitionOf = (collection: string) => ({
  Values: [collection],
  StorageDescriptor: storageDescriptor(`s3://lake/${formerCollectionFolder(collection)}`),
});
