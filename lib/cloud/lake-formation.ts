import { Aws, type CfnResource as CloudFormationResource } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnPrincipalPermissions, CfnResource } from 'aws-cdk-lib/aws-lakeformation';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Catalog } from './catalog.ts';
import type { LakeCrawler } from './crawler.ts';
import { acknowledgePattern } from './nag.ts';

export interface LakeFormationProps {
  /** The bucket that the lake is in. */
  readonly bucket: IBucket;
  readonly catalog: Catalog;
  /** The roles of the functions. */
  readonly extractor: IRole;
  readonly backfill: IRole;
  readonly crawler: LakeCrawler;
}

/**
 * The lake under Lake Formation, if the account uses it: its location is registered, and the roles that add partitions
 * get grants besides their IAM permissions. CloudFormation's execution role, `cdk-*-cfn-exec-role-*`, creates all of
 * this, so that role has to be a Lake Formation administrator. People who run queries need grants of SELECT on
 * `lake_rows` and the views, and `lakeformation:GetDataAccess`.
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
    // a table can be made over a registered location by few only
    this.location.node.addDependency(catalog);
    this.grant('Extractor', extractor);
    this.grant('Backfill', backfill);
    for (const granted of this.grant('Crawler', crawler.role))
      crawler.resource.addResourceDependency(granted);
    // Lake Formation knows no resources for it: what is given out follows from the grants
    crawler.role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['lakeformation:GetDataAccess'], resources: ['*'] }),
    );
    acknowledgePattern(crawler.role, '*', 'lakeformation:GetDataAccess takes no resource but all');
  }

  /** All that adding partitions to the table takes. */
  private grant(id: string, { roleArn }: IRole): CloudFormationResource[] {
    const catalogId = Aws.ACCOUNT_ID;
    const { database, table } = this.catalog;
    const ofTable = { catalogId, databaseName: database, name: table };
    const grants: Readonly<Record<string, [CfnPrincipalPermissions.ResourceProperty, string[]]>> = {
      Database: [{ database: { catalogId, name: database } }, ['DESCRIBE']],
      Table: [{ table: ofTable }, ['ALTER', 'DESCRIBE', 'INSERT']],
      // Lake Formation keeps SELECT by column, and reads it back so
      Rows: [{ tableWithColumns: { ...ofTable, columnWildcard: {} } }, ['SELECT']],
      Location: [
        { dataLocation: { catalogId, resourceArn: this.bucket.bucketArn } },
        ['DATA_LOCATION_ACCESS'],
      ],
    };
    return Object.entries(grants).map(([what, [resource, permissions]]) => {
      const granted = new CfnPrincipalPermissions(this, `${id}${what}`, {
        principal: { dataLakePrincipalIdentifier: roleArn },
        resource,
        permissions,
        permissionsWithGrantOption: [],
      });
      granted.addResourceDependency(this.location);
      return granted;
    });
  }
}
