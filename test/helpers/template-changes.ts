import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Template } from './stack-template.ts';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Effect: string;
  readonly Resource: unknown;
}

/** A role's policy, or a queue's: what may be done. */
const POLICIES = ['AWS::IAM::Policy', 'AWS::SQS::QueuePolicy'];

/**
 * Takes the right to one action on some resources from a template's policies.
 *
 * @param policy how the ids of the policies begin
 * @param resource what is in the text of the resources
 */
export function withdraw({ Resources }: Template, policy: string, action: string, resource: string): void {
  let withdrawn = 0;
  // a list may not be empty, so another action, which nobody needs, takes its place
  const unneeded = `${action.split(':')[0]}:ListTagsForResource`;
  for (const [id, { Type, Properties }] of Object.entries(Resources)) {
    if (!POLICIES.includes(Type) || !id.startsWith(policy)) continue;
    const document = Properties['PolicyDocument'] as { Statement: Statement[] };
    document.Statement = document.Statement.flatMap((statement) => {
      const actions = [statement.Action].flat();
      const resources = [statement.Resource].flat();
      const those = resources.filter((one) => JSON.stringify(one).includes(resource));
      if (statement.Effect !== 'Allow' || !actions.includes(action) || those.length === 0) return [statement];
      withdrawn++;
      const others = resources.filter((one) => !those.includes(one));
      const less = actions.map((one) => (one === action ? unneeded : one));
      return [
        { ...statement, Action: less, Resource: those },
        ...(others.length === 0 ? [] : [{ ...statement, Resource: others }]),
      ];
    });
  }
  expect(withdrawn, `statements that allow ${action} on ${resource}`).toBe(1);
}

/** Sets variables of the header extractor. Its next run is in a new container, which knows nothing yet. */
export function setVariables(template: Template, variables: Readonly<Record<string, string>> = {}): void {
  const { Environment } = extractor(template) as { readonly Environment: { readonly Variables: object } };
  Object.assign(Environment.Variables, { CONTAINER: randomUUID() }, variables);
}

/** Gives the header extractor no time: an invocation keeps five seconds for its answer. */
export function leaveNoTime(template: Template): void {
  Object.assign(extractor(template), { Timeout: 5 });
}

/** The properties of the header extractor's function. */
function extractor({ Resources }: Template): object {
  const [found] = Object.entries(Resources).filter(
    ([id, { Type }]) => Type === 'AWS::Lambda::Function' && id.startsWith('HeaderExtractor'),
  );
  if (found === undefined) throw new Error('the template has no header extractor');
  return found[1].Properties;
}
