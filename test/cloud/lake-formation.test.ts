import { describe, expect, it } from 'vitest';
import { synthesized } from '../helpers/synthesized.ts';

const stack = synthesized({ lakeFormation: true, glueDatabase: 'sky' });
const grants = stack.of('AWS::LakeFormation::PrincipalPermissions');
const [location, ...others] = stack.of('AWS::LakeFormation::Resource');

const bucket = { 'Fn::GetAtt': [stack.of('AWS::S3::Bucket')[0]?.id, 'Arn'] };
const account = { CatalogId: { Ref: 'AWS::AccountId' } };

describe('LakeFormation', () => {
  it('is not there unless it is asked for', () => {
    const plain = JSON.stringify(synthesized().template.toJSON());
    expect(plain).not.toMatch(/lakeformation/i);
  });

  it("registers the lake's bucket, once the table over it is there", () => {
    expect(others).toEqual([]);
    expect(location?.Properties).toEqual({ ResourceArn: bucket, UseServiceLinkedRole: true });
    const tables = stack.of('AWS::Glue::Table').map(({ id }) => id);
    expect(location?.DependsOn).toEqual(expect.arrayContaining(tables));
  });

  it.each(['HeaderExtractor/Role', 'Backfill/Role', 'LakeCrawler/Role'])(
    'grants %s what adding partitions takes',
    (path) => {
      const role = stack.of('AWS::IAM::Role').find((one) => one.path === path);
      const principal = { DataLakePrincipalIdentifier: { 'Fn::GetAtt': [role?.id, 'Arn'] } };
      const table = { ...account, DatabaseName: 'sky', Name: 'lake_rows' };
      const of = grants.filter(
        ({ Properties }) => JSON.stringify(Properties['Principal']) === JSON.stringify(principal),
      );
      expect(of.map(({ Properties }) => [Properties['Resource'], Properties['Permissions']])).toEqual([
        [{ Database: { ...account, Name: 'sky' } }, ['DESCRIBE']],
        [{ Table: table }, ['ALTER', 'DESCRIBE', 'INSERT']],
        [{ TableWithColumns: { ...table, ColumnWildcard: {} } }, ['SELECT']],
        [{ DataLocation: { ...account, ResourceArn: bucket } }, ['DATA_LOCATION_ACCESS']],
      ]);
      for (const { Properties, DependsOn } of of) {
        expect(Properties['PermissionsWithGrantOption']).toEqual([]);
        expect(DependsOn).toContain(location?.id);
      }
    },
  );

  it('grants nobody else anything', () => {
    expect(grants).toHaveLength(12);
  });

  it('the crawler is made once it has its grants', () => {
    const [crawler] = stack.of('AWS::Glue::Crawler');
    const needed = grants.filter(({ path }) => path.startsWith('LakeFormation/Crawler')).map(({ id }) => id);
    expect(needed).toHaveLength(4);
    expect(crawler?.DependsOn).toEqual(expect.arrayContaining(needed));
  });
});
