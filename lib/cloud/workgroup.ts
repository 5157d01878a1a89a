import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { Construct } from 'constructs';
import { SCAN_LIMIT } from '../deployment/limits.ts';
import { forAthena, namedQueries } from '../sql/queries.ts';
import type { Catalog } from './catalog.ts';
import type { Settings } from './settings/settings.ts';

/** What the workgroup is built from. */
export interface WorkgroupProps {
  readonly catalog: Catalog;
  readonly settings: Pick<Settings, 'stackId'>;
}

/**
 * The Athena workgroup for queries of the lake, with its named queries. Athena itself keeps the results, encrypted, for
 * 24 hours, so the stack needs no bucket for them.
 */
export class Workgroup extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, { catalog, settings }: WorkgroupProps) {
    super(scope, id);
    const workgroup = new CfnWorkGroup(this, 'Workgroup', {
      name: settings.stackId,
      description: `SQL queries of FITS headers. The views are in the database ${catalog.database}`,
      // otherwise a workgroup in which queries have run could not be deleted
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        enforceWorkGroupConfiguration: true,
        managedQueryResultsConfiguration: { enabled: true },
        bytesScannedCutoffPerQuery: SCAN_LIMIT,
        publishCloudWatchMetricsEnabled: true,
      },
    });
    for (const named of namedQueries()) {
      const { name, about } = named;
      const query = new CfnNamedQuery(this, `Query-${name}`, {
        name,
        description: about,
        database: catalog.database,
        queryString: forAthena(named),
        workGroup: workgroup.ref,
      });
      query.node.addDependency(catalog);
    }
    this.name = workgroup.ref;
  }
}
