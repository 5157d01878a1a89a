import { describe, expect, it } from 'vitest';
import { synthesized } from '../helpers/synthesized.ts';

const stack = synthesized({ lakeFormation: true, glueDatabase: 'sky' });
const grants = stack.of('AWS::LakeFormation::PrincipalPermissions');
const location = stack.only('AWS::LakeFormation::Resource', 'LakeFormation/Location');

const bucket = { 'Fn::GetAtt': [stack.only('AWS::S3::Bucket', 'Target/Bucket').id, 'Arn'] };
const account = { CatalogId: { Ref: 'AWS::AccountId' } };

describe('LakeFormation', () => {
  it('is part of the stack only if lakeFormation is set', () => {
    expect(JSON.stringify(synthesized().template)).not.toMatch(/lakeformation/i);
  });

  it("registers the lake's bucket after the table over it was created", () => {
    expect(stack.of('AWS::LakeFormation::Resource')).toEqual([location]);
    expect(location.Properties).toEqual({ ResourceArn: bucket, UseServiceLinkedRole: true });
    const tables = stack.of('AWS::Glue::Table').map(({ id }) => id);
    expect(location.DependsOn).toEqual(expect.arrayContaining(tables));
  });

  it.each(['HeaderExtractor/Role', 'Backfill/Role', 'LakeCrawler/Role'])('lets %s add partitions', (path) => {
    const role = stack.only('AWS::IAM::Role', path);
    const principal = { DataLakePrincipalIdentifier: { 'Fn::GetAtt': [role.id, 'Arn'] } };
    const table = { ...account, DatabaseName: 'sky', Name: 'lake_rows' };
    const ofRole = grants.filter(
      ({ Properties }) => JSON.stringify(Properties['Principal']) === JSON.stringify(principal),
    );
    expect(ofRole.map(({ Properties }) => [Properties['Resource'], Properties['Permissions']])).toEqual([
      [{ Database: { ...account, Name: 'sky' } }, ['DESCRIBE']],
      [{ Table: table }, ['ALTER', 'DESCRIBE', 'INSERT']],
      [{ TableWithColumns: { ...table, ColumnWildcard: {} } }, ['SELECT']],
      [{ DataLocation: { ...account, ResourceArn: bucket } }, ['DATA_LOCATION_ACCESS']],
    ]);
    for (const { Properties, DependsOn } of ofRole) {
      expect(Properties['PermissionsWithGrantOption']).toEqual([]);
      expect(DependsOn).toContain(location.id);
    }
  });

  it('grants nothing to anybody else', () => {
    expect(grants).toHaveLength(12);
  });

  it('grants the crawler its permissions before the crawler is created', () => {
    const crawler = stack.only('AWS::Glue::Crawler', 'LakeCrawler/Crawler');
    const needed = grants.filter(({ path }) => path.startsWith('LakeFormation/Crawler')).map(({ id }) => id);
    expect(needed).toHaveLength(4);
    expect(crawler.DependsOn).toEqual(expect.arrayContaining(needed));
  });
});
