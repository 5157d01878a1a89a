// Compares the catalog of a stack with what this release declares, without requests.

import type { Partition, StorageDescriptor, Table } from '@aws-sdk/client-glue';
import { formerCollectionFolder } from '../../lake/former-naming.ts';
import { collectionFolder, isCollectionName } from '../../lake/naming.ts';
import {
  headersLocation,
  PARTITION_KEY,
  READ_PARAMETERS,
  storageDescriptor,
  TABLE,
} from '../../lake/table.ts';
import { VIEWS, viewColumns } from '../../sql/view-columns.ts';

/** How the table differs from its declaration, one sentence per difference. */
export function tableDeviations(table: Table, bucket: string): string[] {
  const declared = storageDescriptor(headersLocation(bucket));
  const found = table.StorageDescriptor ?? {};
  return [
    ...compareProperty('type', table.TableType, 'EXTERNAL_TABLE'),
    ...Object.entries(READ_PARAMETERS).flatMap(([name, value]) =>
      compareProperty(name, table.Parameters?.[name], value),
    ),
    ...formatDeviations(found),
    ...compareProperty('location', withSlash(found.Location), declared.Location),
    ...compareProperty('column list', columnList(found.Columns), columnList(declared.Columns)),
    ...compareProperty('partition key list', columnList(table.PartitionKeys), `${PARTITION_KEY} string`),
  ].map((deviation) => `${TABLE}: ${deviation}`);
}

/** How the table or a partition differs from its declaration in the way its files are read. */
function formatDeviations(found: StorageDescriptor): string[] {
  const { InputFormat, OutputFormat, SerdeInfo } = storageDescriptor('');
  const parameters = found.SerdeInfo?.Parameters ?? {};
  return [
    ...compareProperty('input format', found.InputFormat, InputFormat),
    ...compareProperty('output format', found.OutputFormat, OutputFormat),
    ...compareProperty('SerDe', found.SerdeInfo?.SerializationLibrary, SerdeInfo.SerializationLibrary),
    ...Object.entries(SerdeInfo.Parameters).flatMap(([name, value]) =>
      compareProperty(name, parameters[name], value),
    ),
  ];
}

/**
 * Partitions that are read differently from the table, or are not at the location of their collection, one sentence per
 * difference. Two partitions with one location would return each row twice. A crawler can cause that, since it may use
 * the name of a folder as the value of the partition, and releases up to 0.1.0 encoded these names.
 */
export const partitionDeviations = (partitions: readonly Partition[], bucket: string): string[] =>
  partitions.flatMap(({ Values = [], StorageDescriptor = {} }) =>
    [
      ...formatDeviations(StorageDescriptor),
      ...compareProperty(
        'location',
        withSlash(StorageDescriptor.Location),
        `s3://${bucket}/${folderOf(Values[0] ?? '')}`,
      ),
    ].map((deviation) => `${TABLE}, partition ${PARTITION_KEY}=${Values.join('/')}: ${deviation}`),
  );

/** The catalog may still contain partitions of release 0.1.0, with encoded names. */
const folderOf = (value: string): string =>
  isCollectionName(value) ? collectionFolder(value) : formerCollectionFolder(value);

/**
 * Compares the folders of the lake with the locations of its partitions.
 *
 * @returns the folders without a partition, and the number of partitions without a folder. These are harmless: their
 * objects were deleted.
 */
export function compareFolders(
  folders: readonly string[],
  partitions: readonly Partition[],
  bucket: string,
): { readonly missing: readonly string[]; readonly empty: number } {
  const locations = new Set(
    partitions.map(({ StorageDescriptor }) => withSlash(StorageDescriptor?.Location)),
  );
  const missing = folders.filter((folder) => !locations.has(`s3://${bucket}/${folder}`));
  return { missing, empty: locations.size - (folders.length - missing.length) };
}

/** Views that are missing or lack columns of this release, one sentence per difference. */
export function viewDeviations(tables: readonly Table[]): string[] {
  return VIEWS.flatMap((view) => {
    const table = tables.find(({ Name }) => Name === view);
    if (table === undefined) return [`the view ${view} is missing`];
    const present = table.StorageDescriptor?.Columns?.map(({ Name }) => Name) ?? [];
    const missing = viewColumns(view).filter(({ name }) => !present.includes(name));
    return [
      ...compareProperty(`${view}: type`, table.TableType, 'VIRTUAL_VIEW'),
      ...(missing.length === 0
        ? []
        : [`the view ${view} has no column ${missing.map(({ name }) => name).join(', ')}`]),
    ];
  });
}

/** One sentence if a property is not as declared, otherwise none. Control characters are made visible. */
const compareProperty = (property: string, found: string | undefined, declared: string): string[] =>
  found === declared
    ? []
    : [
        `${property} is ${found === undefined ? 'not set' : visible(found)} and should be ${visible(declared)}`,
      ];

const visible = (text: string): string =>
  JSON.stringify(text).replace(/\\u00(..)/g, (_, code: string) => `U+00${code.toUpperCase()}`);

/** A location with a slash at its end, because it means the same with or without one. */
const withSlash = (location: string | undefined): string | undefined => location?.replace(/\/*$/, '/');

const columnList = (
  columns: readonly { readonly Name?: string | undefined; readonly Type?: string | undefined }[] | undefined,
): string => (columns ?? []).map(({ Name, Type }) => `${Name} ${Type}`).join(', ');
