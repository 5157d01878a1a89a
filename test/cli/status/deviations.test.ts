import { describe, expect, it } from 'vitest';
import {
  compareFolders,
  partitionDeviations,
  tableDeviations,
  viewDeviations,
} from '../../../lib/cli/status/deviations.ts';
import { declaredTable, declaredViews, partitionOf } from '../../helpers/catalog.ts';

describe('a catalog as it was declared', () => {
  it('has no deviations', () => {
    expect(tableDeviations(declaredTable(), 'lake')).toEqual([]);
    expect(viewDeviations([...declaredViews(), declaredTable()])).toEqual([]);
    expect(partitionDeviations(['m31', '-', 'a/b', 'a%2Fb', 'null'].map(partitionOf), 'lake')).toEqual([]);
  });
  it('may have other parameters, written by a crawler, that do not change how it is read', () => {
    const table = declaredTable();
    Object.assign(table.Parameters, { recordCount: '7', areColumnsQuoted: 'true', compressionType: 'none' });
    expect(tableDeviations(table, 'lake')).toEqual([]);
  });
  it('may have its location without a slash at the end', () => {
    const table = declaredTable();
    table.StorageDescriptor.Location = 's3://lake/headers';
    expect(tableDeviations(table, 'lake')).toEqual([]);
  });
});

describe('a table that somebody changed', () => {
  it.each<[string, (table: ReturnType<typeof declaredTable>) => unknown]>([
    [
      'lake_rows: escapeChar is "\\\\" and should be "U+0001"',
      ({ StorageDescriptor: { SerdeInfo } }) => Object.assign(SerdeInfo.Parameters, { escapeChar: '\\' }),
    ],
    [
      'lake_rows: escapeChar is not set and should be "U+0001"',
      ({ StorageDescriptor: { SerdeInfo } }) =>
        Object.assign(SerdeInfo, { Parameters: { separatorChar: ',', quoteChar: '"' } }),
    ],
    [
      'lake_rows: SerDe is "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe" and should be "org.apache.hadoop.hive.serde2.OpenCSVSerde"',
      ({ StorageDescriptor: { SerdeInfo } }) =>
        Object.assign(SerdeInfo, {
          SerializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
        }),
    ],
    [
      'lake_rows: skip.header.line.count is not set and should be "1"',
      (table) => Object.assign(table, { Parameters: { classification: 'csv' } }),
    ],
    [
      'lake_rows: location is "s3://other/headers/" and should be "s3://lake/headers/"',
      ({ StorageDescriptor }) => Object.assign(StorageDescriptor, { Location: 's3://other/headers/' }),
    ],
    [
      'lake_rows: partition keys is "partition_0 string" and should be "collection string"',
      (table) => Object.assign(table, { PartitionKeys: [{ Name: 'partition_0', Type: 'string' }] }),
    ],
    [
      'lake_rows: type is "VIRTUAL_VIEW" and should be "EXTERNAL_TABLE"',
      (table) => Object.assign(table, { TableType: 'VIRTUAL_VIEW' }),
    ],
  ])('%s', (said, change) => {
    const table = declaredTable();
    change(table);
    expect(tableDeviations(table, 'lake')).toEqual([said]);
  });
  it('names what is another column', () => {
    const table = declaredTable();
    Object.assign(table.StorageDescriptor.Columns[0]!, { Type: 'bigint' });
    const [said, ...more] = tableDeviations(table, 'lake');
    expect(said).toMatch(/^lake_rows: columns is "hdu bigint, .*" and should be "hdu string, /);
    expect(more).toEqual([]);
  });
});

describe('a view', () => {
  it('may be missing, or older than this version', () => {
    const [headers, files, ...rest] = declaredViews();
    files!.StorageDescriptor.Columns = files!.StorageDescriptor.Columns.filter(
      ({ Name }) => Name !== 'airmass',
    );
    expect(viewDeviations([files!, ...rest])).toEqual([
      'the view headers is missing',
      'the view files has no column airmass',
    ]);
    const table = { ...headers!, TableType: 'EXTERNAL_TABLE' };
    expect(viewDeviations([table, ...declaredViews().slice(1)])).toEqual([
      'headers: type is "EXTERNAL_TABLE" and should be "VIRTUAL_VIEW"',
    ]);
  });
  it('may have more columns: the setting keywords', () => {
    const views = declaredViews();
    views[1]!.StorageDescriptor.Columns.push({ Name: 'gain', Type: 'double' });
    expect(viewDeviations(views)).toEqual([]);
  });
});

it('a partition that is read otherwise is named', () => {
  const partition = partitionOf('m31');
  Object.assign(partition.StorageDescriptor.SerdeInfo.Parameters, { escapeChar: '\\' });
  expect(partitionDeviations([partitionOf('-'), partition], 'lake')).toEqual([
    'lake_rows, partition collection=m31: escapeChar is "\\\\" and should be "U+0001"',
  ]);
});

it('a partition that is another one once more is named, since its rows would be there twice', () => {
  // as a crawler would make it that does not decode the names of folders
  const again = { ...partitionOf('a/b'), Values: ['a%2Fb'] };
  expect(partitionDeviations([partitionOf('a/b'), again], 'lake')).toEqual([
    'lake_rows, partition collection=a%2Fb: location is "s3://lake/headers/collection=a%2Fb/" and should be "s3://lake/headers/collection=a%252Fb/"',
  ]);
});

describe('folders of the lake', () => {
  const folderOf = (partition: ReturnType<typeof partitionOf>): string =>
    partition.StorageDescriptor.Location.replace('s3://lake/', '');

  it('each have a partition, whatever its value is, with or without a slash at the end', () => {
    const partitions = ['m31', '-', 'a/b'].map(partitionOf);
    const folders = partitions.map(folderOf);
    const [first] = partitions;
    Object.assign(first!.StorageDescriptor, { Location: first!.StorageDescriptor.Location.slice(0, -1) });
    expect(compareFolders(folders, partitions, 'lake')).toEqual({ missing: [], empty: 0 });
  });
  it('are missing if their partition does not exist, or is in another bucket', () => {
    const partitions = ['m31', 'm33', 'm51'].map(partitionOf);
    const folders = partitions.map(folderOf);
    Object.assign(partitions[1]!.StorageDescriptor, { Location: 's3://other/headers/collection=m33/' });
    expect(compareFolders(folders, partitions.slice(0, 2), 'lake')).toEqual({
      missing: [folders[1], folders[2]],
      empty: 1,
    });
  });
});
