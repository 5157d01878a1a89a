import { CfnResource } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { newApp } from '../../lib/cloud/app.ts';
import { flat } from '../../lib/cloud/nag.ts';
import { readSettings } from '../../lib/cloud/settings/settings.ts';
import { FitsDatalakeStack } from '../../lib/cloud/stack.ts';

/** A resource of a template. */
export interface Resource {
  /** Where it is in the tree of constructs: `SourceEvents/Queue`. */
  readonly path: string;
  readonly id: string;
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
}

/** The stack that some settings make, without its functions' code. */
export function stackOf(given: Readonly<Record<string, unknown>> = {}): FitsDatalakeStack {
  const settings = readSettings((name) => ({ sourceBucket: 'archive', ...given })[name]);
  const app = newApp({ context: { 'aws:cdk:bundling-stacks': [] } });
  return new FitsDatalakeStack(app, settings.stackId, { settings });
}

/** Its template, and ways to look at it. */
export function synthesized(given: Readonly<Record<string, unknown>> = {}) {
  const stack = stackOf(given);
  const template = Template.fromStack(stack);
  const paths = new Map<string, string>();
  for (const construct of stack.node.findAll()) {
    if (!CfnResource.isCfnResource(construct)) continue;
    const path = construct.node.path
      .replace(`${stack.stackName}/`, '')
      .replace(/\/(?:Resource|Default)$/, '');
    paths.set(stack.resolve(construct.logicalId), path);
  }
  const json = template.toJSON() as { Resources: Record<string, Omit<Resource, 'path' | 'id'>> };
  const resources = Object.entries(json.Resources).map(
    ([id, resource]): Resource => ({ ...resource, id, path: paths.get(id) ?? id }),
  );
  return {
    template,
    resources,
    of: (type: string): Resource[] => resources.filter(({ Type }) => Type === type),
    /** A text of CloudFormation, with resources by their paths: `<Target/Bucket.Arn>/headers/*`. */
    text: (value: unknown): string =>
      flat(value).replace(/<(\w+)(?=[.>])/g, (_all, id) => `<${paths.get(id) ?? id}`),
  };
}
