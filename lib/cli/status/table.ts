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
import { viewColumns } from '../../sql/view-columns.ts';
import { VIEWS } from '../../sql/views.ts';

/** Where the table of a stack's catalog is otherwise than it is declared, a sentence each. */
export function tableDeviations(table: Table, bucket: string): string[] {
  const declared = storageDescriptor(headersLocation(bucket));
  const found = table.StorageDescriptor ?? {};
  return [
    ...differing('type', table.TableType, 'EXTERNAL_TABLE'),
    ...Object.entries(READ_PARAMETERS).flatMap(([name, value]) =>
      differing(name, table.Parameters?.[name], value),
    ),
    ...formatDeviations(found),
    ...differing('location', withSlash(found.Location), declared.Location),
    ...differing('columns', typed(found.Columns), typed(declared.Columns)),
    ...differing('partition keys', typed(table.PartitionKeys), `${PARTITION_KEY} string`),
  ].map((deviation) => `${TABLE}: ${deviation}`);
}

/** Where the way in which files are read is otherwise than declared, of the table or of a partition. */
function formatDeviations(found: StorageDescriptor): string[] {
  const { InputFormat, OutputFormat, SerdeInfo } = storageDescriptor('');
  const parameters = found.SerdeInfo?.Parameters ?? {};
  return [
    ...differing('input format', found.InputFormat, InputFormat),
    ...differing('output format', found.OutputFormat, OutputFormat),
    ...differing('SerDe', found.SerdeInfo?.SerializationLibrary, SerdeInfo.SerializationLibrary),
    ...Object.entries(SerdeInfo.Parameters).flatMap(([name, value]) =>
      differing(name, parameters[name], value),
    ),
  ];
}

/**
 * Partitions that are not read as the table is, or are elsewhere than their collection, a sentence each. Two of one
 * folder would return each row twice: a crawler may use a folder's name as the value, as encoded up to 0.1.0.
 */
export const partitionDeviations = (partitions: readonly Partition[], bucket: string): string[] =>
  partitions.flatMap(({ Values = [], StorageDescriptor = {} }) =>
    [
      ...formatDeviations(StorageDescriptor),
      ...differing(
        'location',
        withSlash(StorageDescriptor.Location),
        `s3://${bucket}/${folderOf(Values[0] ?? '')}`,
      ),
    ].map((deviation) => `${TABLE}, partition ${PARTITION_KEY}=${Values.join('/')}: ${deviation}`),
  );

/** Partitions with encoded names, from 0.1.0, stay in the catalog. */
const folderOf = (value: string): string =>
  isCollectionName(value) ? collectionFolder(value) : formerCollectionFolder(value);

/**
 * The folders that have no partition, by location; and how many partitions have no folder, which is harmless: their
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

/** Views that are missing, or lack columns that this version has, a sentence each. */
export function viewDeviations(tables: readonly Table[]): string[] {
  return VIEWS.flatMap((view) => {
    const table = tables.find(({ Name }) => Name === view);
    if (table === undefined) return [`the view ${view} is missing`];
    const there = table.StorageDescriptor?.Columns?.map(({ Name }) => Name) ?? [];
    const lacking = viewColumns(view).filter(({ name }) => !there.includes(name));
    return [
      ...differing(`${view}: type`, table.TableType, 'VIRTUAL_VIEW'),
      ...(lacking.length === 0
        ? []
        : [`the view ${view} has no column ${lacking.map(({ name }) => name).join(', ')}`]),
    ];
  });
}

/** One sentence where a thing is not what it should be; control characters are made visible. */
const differing = (what: string, is: string | undefined, declared: string): string[] =>
  is === declared
    ? []
    : [`${what} is ${is === undefined ? 'not set' : visible(is)} and should be ${visible(declared)}`];

const visible = (text: string): string =>
  JSON.stringify(text).replace(/\\u00(..)/g, (_, code: string) => `U+00${code.toUpperCase()}`);

/** A location means the same with and without a slash at its end. */
const withSlash = (location: string | undefined): string | undefined => location?.replace(/\/*$/, '/');

const typed = (
  columns: readonly { readonly Name?: string | undefined; readonly Type?: string | undefined }[] | undefined,
): string => (columns ?? []).map(({ Name, Type }) => `${Name} ${Type}`).join(', ');
