import { describe, expect, it } from 'vitest';
import { forAthena, namedQueries } from '../../lib/sql/queries.ts';
import { synthesized } from '../helpers/synthesized.ts';

const stack = synthesized({ stackId: 'lake-2', glueDatabase: 'sky' });
const workgroups = stack.of('AWS::Athena::WorkGroup');
const queries = stack.of('AWS::Athena::NamedQuery');

describe('the workgroup', () => {
  it('enforces its settings, leaves results to Athena, and is deleted with the stack', () => {
    expect(workgroups.map(({ Properties }) => Properties)).toEqual([
      {
        Name: 'lake-2',
        Description: expect.stringContaining('sky'),
        RecursiveDeleteOption: true,
        WorkGroupConfiguration: {
          EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
          EnforceWorkGroupConfiguration: true,
          // without an output location: Athena does not accept both
          ManagedQueryResultsConfiguration: { Enabled: true },
          BytesScannedCutoffPerQuery: 107_374_182_400,
          PublishCloudWatchMetricsEnabled: true,
        },
      },
    ]);
  });

  it('has the same named queries as the command line', () => {
    const stored = queries.map(({ Properties }) => ({
      name: Properties['Name'],
      about: Properties['Description'],
      sql: Properties['QueryString'],
    }));
    expect(stored.sort((a, b) => (String(a.name) < String(b.name) ? -1 : 1))).toEqual(
      namedQueries().map((query) => ({ name: query.name, about: query.about, sql: forAthena(query) })),
    );
    for (const { Properties } of queries) {
      expect(Properties).toMatchObject({ Database: 'sky', WorkGroup: { Ref: workgroups[0]?.id } });
      // Source: Amazon Athena API Reference, CreateNamedQuery
      expect(String(Properties['Name']).length).toBeLessThanOrEqual(128);
      expect(String(Properties['Description']).length).toBeLessThanOrEqual(1024);
    }
  });

  it('has the query of the AWS sample, for ORIGIN', () => {
    const origin = queries.find(({ Properties }) => Properties['Name'] === 'origin');
    expect(origin?.Properties['QueryString']).toContain("card_name = 'ORIGIN'");
  });
});
