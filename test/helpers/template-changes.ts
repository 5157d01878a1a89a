import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Template } from './stack-template.ts';

// Changes to a deployed template that make something fail.

interface Statement {
  readonly Action: string | readonly string[];
  readonly Effect: string;
  readonly Resource: unknown;
}

/** The resources that contain policies: those of roles and those of queues. */
const POLICIES = ['AWS::IAM::Policy', 'AWS::SQS::QueuePolicy'];

/**
 * Removes the permission for one action on some resources from a template's policies.
 *
 * @param policy the beginning of the policies' logical ids
 * @param resource a part of the resources' JSON
 */
export function withdraw({ Resources }: Template, policy: string, action: string, resource: string): void {
  let withdrawn = 0;
  // a list of actions may not be empty, so an action that nothing needs takes its place
  const unneeded = `${action.split(':')[0]}:ListTagsForResource`;
  for (const [id, { Type, Properties }] of Object.entries(Resources)) {
    if (!POLICIES.includes(Type) || !id.startsWith(policy)) continue;
    const document = Properties['PolicyDocument'] as { Statement: Statement[] };
    document.Statement = document.Statement.flatMap((statement) => {
      const actions = [statement.Action].flat();
      const resources = [statement.Resource].flat();
      const matching = resources.filter((candidate) => JSON.stringify(candidate).includes(resource));
      if (statement.Effect !== 'Allow' || !actions.includes(action) || matching.length === 0)
        return [statement];
      withdrawn++;
      const others = resources.filter((candidate) => !matching.includes(candidate));
      const remaining = actions.map((each) => (each === action ? unneeded : each));
      return [
        { ...statement, Action: remaining, Resource: matching },
        ...(others.length === 0 ? [] : [{ ...statement, Resource: others }]),
      ];
    });
  }
  expect(withdrawn, `statements that allow ${action} on ${resource}`).toBe(1);
}

/** Sets variables of the header extractor. Its next call runs in a new container, which has no caches yet. */
export function setVariables(template: Template, variables: Readonly<Record<string, string>> = {}): void {
  const { Environment } = extractor(template) as { readonly Environment: { readonly Variables: object } };
  Object.assign(Environment.Variables, { CONTAINER: randomUUID() }, variables);
}

/** Leaves the header extractor no time for files: it reserves five seconds for its response. */
export function leaveNoTime(template: Template): void {
  Object.assign(extractor(template), { Timeout: 5 });
}

/** The properties of the header extractor. */
function extractor({ Resources }: Template): object {
  const [entry] = Object.entries(Resources).filter(
    ([id, { Type }]) => Type === 'AWS::Lambda::Function' && id.startsWith('HeaderExtractor'),
  );
  if (entry === undefined) throw new Error('the template has no header extractor');
  return entry[1].Properties;
}
