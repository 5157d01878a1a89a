import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Template } from './stack-template.ts';

interface Statement {
  Action: string | string[];
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
  for (const [id, { Type, Properties }] of Object.entries(Resources)) {
    if (!POLICIES.includes(Type) || !id.startsWith(policy)) continue;
    const { Statement: statements } = Properties['PolicyDocument'] as { readonly Statement: Statement[] };
    for (const statement of statements) {
      const actions = [statement.Action].flat();
      const granted = statement.Effect === 'Allow' && actions.includes(action);
      if (!granted || !JSON.stringify(statement.Resource).includes(resource)) continue;
      // a list may not be empty, so another action, which nobody needs, takes its place
      const unneeded = `${action.split(':')[0]}:ListTagsForResource`;
      statement.Action = actions.map((one) => (one === action ? unneeded : one));
      withdrawn++;
    }
  }
  expect(withdrawn, `statements that allow ${action} on ${resource}`).toBe(1);
}

/** Sets variables of the header extractor. Its next run is in a new container, which knows nothing yet. */
export function setVariables(
  { Resources }: Template,
  variables: Readonly<Record<string, string>> = {},
): void {
  for (const { Type, Properties } of Object.values(Resources)) {
    const environment = Properties['Environment'] as { Variables: Record<string, string> } | undefined;
    if (Type === 'AWS::Lambda::Function' && environment?.Variables['TARGET_BUCKET'] !== undefined)
      Object.assign(environment.Variables, { CONTAINER: randomUUID() }, variables);
  }
}
