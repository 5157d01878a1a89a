import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../lib/cli/errors.ts';
import { declaredTable, declaredViews, partitionOf } from '../../helpers/catalog.ts';
import { foldersPage, lineOf, statusFacts, statusOfStack } from '../../helpers/fake-stack-status.ts';

/** Changes how the files of a table or of a partition are read, as a user might. */
function changed<T extends { StorageDescriptor: { SerdeInfo: { Parameters: object } } }>(entry: T): T {
  Object.assign(entry.StorageDescriptor.SerdeInfo.Parameters, { escapeChar: '\\' });
  return entry;
}

describe('the check of the catalog', () => {
  it('finds a table that was changed by hand, and says how to restore it', async () => {
    const TableList = [changed(declaredTable()), ...declaredViews()];
    const { status, facts } = await statusFacts({ GetTables: () => ({ TableList }) });
    expect(status).toBe(EXIT.faulty);
    expect(facts).toMatchObject({
      catalog: { asDeclared: false },
      wrong: [
        expect.stringMatching(/^lake_rows: escapeChar is "\\\\" and should be "U\+0001"; .*--revert-drift/),
      ],
    });
  });
  it('finds a table that is missing', async () => {
    const { facts } = await statusFacts({ GetTables: () => ({ TableList: declaredViews() }) });
    expect(facts.wrong).toEqual([expect.stringMatching(/lake_rows is missing/)]);
  });
});

describe('the check of the partitions', () => {
  it('names some of many partitions that are not as declared, and says how to recreate them', async () => {
    const Partitions = Array.from({ length: 5 }, () => changed(partitionOf('m31')));
    const { status, facts } = await statusFacts({
      GetPartitions: () => ({ Partitions }),
      ListObjectsV2: () => foldersPage('m31'),
    });
    expect(status).toBe(EXIT.faulty);
    expect(facts).toMatchObject({ partitions: { count: 5, deviating: 5 } });
    expect(facts.wrong).toHaveLength(4);
    expect(facts.wrong[0]).toMatch(/^lake_rows, partition collection=m31: escapeChar .*DROP PARTITION/);
    expect(facts.wrong[3]).toMatch(/\b2 more/);
  });

  it('names some of many folders without a partition, from all pages of the listing', async () => {
    const run = await statusOfStack({
      ListObjectsV2: (input) =>
        'continuation-token' in input
          ? `<IsTruncated>false</IsTruncated>${foldersPage('e', 'f', 'm31')}`
          : `<IsTruncated>true</IsTruncated><NextContinuationToken>2</NextContinuationToken>${foldersPage('a%20b', 'c', 'd')}`,
    });
    expect(run.status).toBe(EXIT.faulty);
    expect(lineOf('partitions', run.stdout)).toMatch(/: 2, 1 of them without files$/);
    expect(run.stdout).toMatch(
      /problem: 5 folders .*: headers\/collection=a b\/, headers\/collection=c\/, headers\/collection=d\/ and 2 more; fits-datalake backfill --stack my-fits-datalake /,
    );
    const listings = run.requests.filter(({ action }) => action === 'ListObjectsV2');
    expect(listings.map(({ input }) => [input['prefix'], input['delimiter']])).toEqual([
      ['headers/', '/'],
      ['headers/', '/'],
    ]);
  });

  it('names a folder whose partition was deleted by hand', async () => {
    const { status, facts } = await statusFacts({
      GetPartitions: () => ({ Partitions: [partitionOf('m87')] }),
    });
    expect(status).toBe(EXIT.faulty);
    expect(facts).toMatchObject({
      partitions: { count: 1, missing: 1, empty: 0 },
      wrong: [expect.stringMatching(/^1 folder .*headers\/collection=m31\/; fits-datalake backfill --stack/)],
    });
  });
});
