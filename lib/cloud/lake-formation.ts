import { Aws, type CfnResource as CloudFormationResource } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnPrincipalPermissions, CfnResource } from 'aws-cdk-lib/aws-lakeformation';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Catalog } from './catalog.ts';
import type { LakeCrawler } from './crawler.ts';
import { acknowledgePattern } from './nag.ts';

/** What is registered with Lake Formation, and who is granted access. */
export interface LakeFormationProps {
  /** The bucket that the lake is in. */
  readonly bucket: IBucket;
  readonly catalog: Catalog;
  /** The role of the header extractor. */
  readonly extractor: IRole;
  /** The role of the backfill function. */
  readonly backfill: IRole;
  readonly crawler: LakeCrawler;
}

/**
 * Registers the lake with Lake Formation, for accounts that use it, and grants the roles that add partitions what they
 * need in addition to their IAM permissions. CloudFormation's execution role, `cdk-*-cfn-exec-role-*`, creates all of
 * this and has to be a Lake Formation administrator. Users who run queries need SELECT on `lake_rows` and the views, and
 * `lakeformation:GetDataAccess`.
 */
export class LakeFormation extends Construct {
  private readonly catalog: Catalog;
  private readonly bucket: IBucket;
  private readonly location: CfnResource;

  constructor(
    scope: Construct,
    id: string,
    { bucket, catalog, extractor, backfill, crawler }: LakeFormationProps,
  ) {
    super(scope, id);
    this.catalog = catalog;
    this.bucket = bucket;
    this.location = new CfnResource(this, 'Location', {
      resourceArn: bucket.bucketArn,
      useServiceLinkedRole: true,
    });
    // once the location is registered, few principals may create a table over it
    this.location.node.addDependency(catalog);
    this.grantPartitions('Extractor', extractor);
    this.grantPartitions('Backfill', backfill);
    for (const grant of this.grantPartitions('Crawler', crawler.role))
      crawler.resource.addResourceDependency(grant);
    // this action cannot be limited to resources: the grants decide which data it gives access to
    crawler.role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['lakeformation:GetDataAccess'], resources: ['*'] }),
    );
    acknowledgePattern(crawler.role, '*', 'lakeformation:GetDataAccess cannot be limited to resources');
  }

  /** Grants a role what it needs to add partitions to the table, and returns the grants. */
  private grantPartitions(id: string, { roleArn }: IRole): CloudFormationResource[] {
    const catalogId = Aws.ACCOUNT_ID;
    const { database, table } = this.catalog;
    const tableName = { catalogId, databaseName: database, name: table };
    const grants: Readonly<Record<string, [CfnPrincipalPermissions.ResourceProperty, string[]]>> = {
      Database: [{ database: { catalogId, name: database } }, ['DESCRIBE']],
      Table: [{ table: tableName }, ['ALTER', 'DESCRIBE', 'INSERT']],
      // Lake Formation stores SELECT by column, so a grant on the table would always look changed
      Rows: [{ tableWithColumns: { ...tableName, columnWildcard: {} } }, ['SELECT']],
      Location: [
        { dataLocation: { catalogId, resourceArn: this.bucket.bucketArn } },
        ['DATA_LOCATION_ACCESS'],
      ],
    };
    return Object.entries(grants).map(([suffix, [resource, permissions]]) => {
      const grant = new CfnPrincipalPermissions(this, `${id}${suffix}`, {
        principal: { dataLakePrincipalIdentifier: roleArn },
        resource,
        permissions,
        permissionsWithGrantOption: [],
      });
      grant.addResourceDependency(this.location);
      return grant;
    });
  }
}
