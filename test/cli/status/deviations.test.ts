import { describe, expect, it } from 'vitest';
import {
  compareFolders,
  partitionDeviations,
  tableDeviations,
  viewDeviations,
} from '../../../lib/cli/status/deviations.ts';
import { declaredTable, declaredViews, partitionOf } from '../../helpers/catalog.ts';

describe('a catalog that is as declared', () => {
  it('has no deviations', () => {
    expect(tableDeviations(declaredTable(), 'lake')).toEqual([]);
    expect(viewDeviations([...declaredViews(), declaredTable()])).toEqual([]);
    expect(partitionDeviations(['m31', '-', 'a/b', 'a%2Fb', 'null'].map(partitionOf), 'lake')).toEqual([]);
  });
  it('may have parameters that a crawler added and that do not change how files are read', () => {
    const table = declaredTable();
    Object.assign(table.Parameters, { recordCount: '7', areColumnsQuoted: 'true', compressionType: 'none' });
    expect(tableDeviations(table, 'lake')).toEqual([]);
  });
  it('may have a location without a slash at the end', () => {
    const table = declaredTable();
    table.StorageDescriptor.Location = 's3://lake/headers';
    expect(tableDeviations(table, 'lake')).toEqual([]);
  });
});

describe('a table that was changed by hand is reported', () => {
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
      'lake_rows: partition key list is "partition_0 string" and should be "collection string"',
      (table) => Object.assign(table, { PartitionKeys: [{ Name: 'partition_0', Type: 'string' }] }),
    ],
    [
      'lake_rows: type is "VIRTUAL_VIEW" and should be "EXTERNAL_TABLE"',
      (table) => Object.assign(table, { TableType: 'VIRTUAL_VIEW' }),
    ],
  ])('%s', (deviation, change) => {
    const table = declaredTable();
    change(table);
    expect(tableDeviations(table, 'lake')).toEqual([deviation]);
  });
  it('with its column list if the type of a column is wrong', () => {
    const table = declaredTable();
    Object.assign(table.StorageDescriptor.Columns[0]!, { Type: 'bigint' });
    const [deviation, ...more] = tableDeviations(table, 'lake');
    expect(deviation).toMatch(/^lake_rows: column list is "hdu bigint, .*" and should be "hdu string, /);
    expect(more).toEqual([]);
  });
});

describe('a view', () => {
  it('is reported if it is missing, older than this release, or not a view', () => {
    const [first, ...others] = declaredViews();
    const files = others.find(({ Name }) => Name === 'files');
    files!.StorageDescriptor.Columns = files!.StorageDescriptor.Columns.filter(
      ({ Name }) => Name !== 'airmass',
    );
    expect(viewDeviations(others)).toEqual([
      `the view ${first!.Name} is missing`,
      'the view files has no column airmass',
    ]);
    const table = { ...first!, TableType: 'EXTERNAL_TABLE' };
    expect(viewDeviations([table, ...declaredViews().slice(1)])).toEqual([
      `${first!.Name}: type is "EXTERNAL_TABLE" and should be "VIRTUAL_VIEW"`,
    ]);
  });
  it('may have more columns, from the setting keywords', () => {
    const views = declaredViews();
    views[1]!.StorageDescriptor.Columns.push({ Name: 'gain', Type: 'double' });
    expect(viewDeviations(views)).toEqual([]);
  });
});

it('a partition whose files are read differently from the table is reported', () => {
  const partition = partitionOf('m31');
  Object.assign(partition.StorageDescriptor.SerdeInfo.Parameters, { escapeChar: '\\' });
  expect(partitionDeviations([partitionOf('-'), partition], 'lake')).toEqual([
    'lake_rows, partition collection=m31: escapeChar is "\\\\" and should be "U+0001"',
  ]);
});

it('a second partition with the same location is reported, because it would return every row twice', () => {
  // a crawler that does not decode the names of folders creates such a partition
  const again = { ...partitionOf('a/b'), Values: ['a%2Fb'] };
  expect(partitionDeviations([partitionOf('a/b'), again], 'lake')).toEqual([
    'lake_rows, partition collection=a%2Fb: location is "s3://lake/headers/collection=a%2Fb/" and should be "s3://lake/headers/collection=a%252Fb/"',
  ]);
});

describe('the folders of the lake', () => {
  const folderOf = (partition: ReturnType<typeof partitionOf>): string =>
    partition.StorageDescriptor.Location.replace('s3://lake/', '');

  it('match partitions by location, with or without a slash at the end', () => {
    const partitions = ['m31', '-', 'a/b'].map(partitionOf);
    const folders = partitions.map(folderOf);
    const [first] = partitions;
    Object.assign(first!.StorageDescriptor, { Location: first!.StorageDescriptor.Location.slice(0, -1) });
    expect(compareFolders(folders, partitions, 'lake')).toEqual({ missing: [], empty: 0 });
  });
  it('are missing in the catalog if their partition does not exist or is in another bucket', () => {
    const partitions = ['m31', 'm33', 'm51'].map(partitionOf);
    const folders = partitions.map(folderOf);
    Object.assign(partitions[1]!.StorageDescriptor, { Location: 's3://other/headers/collection=m33/' });
    expect(compareFolders(folders, partitions.slice(0, 2), 'lake')).toEqual({
      missing: [folders[1], folders[2]],
      empty: 1,
    });
  });
});
