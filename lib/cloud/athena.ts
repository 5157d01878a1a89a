import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { Construct } from 'constructs';
import { namedQueries } from '../sql/queries.ts';
import type { Catalog } from './catalog.ts';
import type { Settings } from './settings/settings.ts';

export interface WorkgroupProps {
  readonly catalog: Catalog;
  readonly settings: Pick<Settings, 'stackId'>;
}

/**
 * What one query may read, in bytes: half a dollar. The headers of ten million files are some 40 GB, gzipped; a query
 * that reads more is most likely a mistake.
 */
const SCAN_LIMIT = 100 * 1024 ** 3;

/**
 * Where the lake is asked: a workgroup of Athena with its named queries. Athena keeps the results, encrypted, and
 * deletes them after 24 hours: there is no bucket of results to pay for and to look after.
 */
export class Workgroup extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, { catalog, settings }: WorkgroupProps) {
    super(scope, id);
    const workgroup = new CfnWorkGroup(this, 'Workgroup', {
      name: settings.stackId,
      description: `SQL over FITS headers; the tables are in ${catalog.database}`,
      // the history of queries is no reason to refuse to go
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        enforceWorkGroupConfiguration: true,
        managedQueryResultsConfiguration: { enabled: true },
        bytesScannedCutoffPerQuery: SCAN_LIMIT,
        publishCloudWatchMetricsEnabled: true,
      },
    });
    for (const { name, about, sql } of namedQueries()) {
      const query = new CfnNamedQuery(this, `Query-${name}`, {
        name,
        description: about,
        database: catalog.database,
        queryString: sql,
        workGroup: workgroup.ref,
      });
      query.node.addDependency(catalog);
    }
    this.name = workgroup.ref;
  }
}
