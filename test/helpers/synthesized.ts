import { CfnResource } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { newApp } from '../../lib/cloud/app.ts';
import { flatText } from '../../lib/cloud/nag.ts';
import { readSettings } from '../../lib/cloud/settings/read-settings.ts';
import { FitsDatalakeStack } from '../../lib/cloud/stack.ts';

// CDK would check every template against the schemas of CloudFormation, which takes longer than everything else.
// npm run lint:cfn is stricter.
process.env['CDK_VALIDATION'] = 'false';

/** Settings, as for `cdk deploy -c`. `sourceBucket` is `archive` unless it is set. */
export type Context = Readonly<Record<string, unknown>>;

/** A resource of a template. */
export interface Resource {
  /** Its path in the construct tree: `SourceEvents/Queue`. */
  readonly path: string;
  readonly id: string;
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
}

/** The stack for some settings, without the code of its functions. */
export function stackOf(context: Context = {}): FitsDatalakeStack {
  const settings = readSettings((name) => ({ sourceBucket: 'archive', ...context })[name]);
  const app = newApp({ context: { 'aws:cdk:bundling-stacks': [] } });
  return new FitsDatalakeStack(app, settings.stackId, { settings });
}

/** A synthesized stack. */
export type Synthesized = ReturnType<typeof synthesize>;

const synthesizedStacks = new Map<string, Synthesized>();

/** The template for some settings, with ways to search it. It is shared: tests must not change it. */
export function synthesized(context: Context = {}): Synthesized {
  const key = JSON.stringify(context);
  const known = synthesizedStacks.get(key) ?? synthesize(context);
  synthesizedStacks.set(key, known);
  return known;
}

function synthesize(context: Context) {
  const stack = stackOf(context);
  const template = Template.fromStack(stack).toJSON() as {
    readonly Resources: Readonly<Record<string, Omit<Resource, 'path' | 'id'>>>;
    readonly Outputs: Readonly<Record<string, { readonly Value: unknown; readonly Description?: string }>>;
  };
  const paths = pathsById(stack);
  const resources = Object.entries(template.Resources).map(
    ([id, resource]): Resource => ({ ...resource, id, path: paths.get(id) ?? id }),
  );
  const of = (type: string): Resource[] => resources.filter(({ Type }) => Type === type);
  return {
    template,
    outputs: template.Outputs,
    resources,
    of,
    /** The one resource with this type and path. */
    only: (type: string, path: string): Resource => {
      const [resource, ...others] = of(type).filter((candidate) => candidate.path === path);
      if (resource === undefined || others.length > 0) throw new Error(`not exactly one ${type} at ${path}`);
      return resource;
    },
    /** A CloudFormation value as one string, with resources by their paths: `<Target/Bucket.Arn>/headers/*`. */
    text: (value: unknown): string =>
      flatText(value).replace(/<(\w+)(?=[.>])/g, (_match, id) => `<${paths.get(id) ?? id}`),
  };
}

/** The path of each resource in the construct tree, by its logical id. */
function pathsById(stack: FitsDatalakeStack): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const construct of stack.node.findAll()) {
    if (!CfnResource.isCfnResource(construct)) continue;
    const path = construct.node.path
      .replace(`${stack.stackName}/`, '')
      .replace(/\/(?:Resource|Default)$/, '');
    paths.set(stack.resolve(construct.logicalId), path);
  }
  return paths;
}
