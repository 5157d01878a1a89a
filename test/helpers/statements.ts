import type { Synthesized } from './synthesized.ts';

// The policy statements of a synthesized stack.

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** All policy statements of a stack, each with the path of the resource that has it. */
export function statementsOf({ resources }: Pick<Synthesized, 'resources'>) {
  return resources.flatMap((resource) =>
    documentsOf(resource.Properties).flatMap((document) =>
      [document.Statement].flat().map((statement) => ({ path: resource.path, statement })),
    ),
  );
}

interface Document {
  readonly Statement: Statement | Statement[];
}

/** The policies anywhere within a value: those of roles, buckets, queues, topics and keys. */
function documentsOf(value: unknown): Document[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('Statement' in value && 'Version' in value) return [value as unknown as Document];
  return Object.values(value).flatMap(documentsOf);
}

/** What a stack allows, with one line per statement: `HeaderExtractor/Role: s3:GetObject on ... if ...`. */
export function allowed(stack: Synthesized): string[] {
  const text = (value: unknown): string =>
    stack
      .text(value)
      .replaceAll('arn:<AWS::Partition>:', 'arn:')
      .replaceAll(':<AWS::Region>:<AWS::AccountId>:', ':here:');
  const list = (values: unknown): string => [values].flat().map(text).sort().join(', ');
  return statementsOf(stack)
    .filter(({ statement }) => statement.Effect === 'Allow')
    .map(({ path, statement: { Action, Resource, Principal, Condition = {} } }) => {
      const tests = Object.entries(Condition).flatMap(([operator, keys]) =>
        Object.entries(keys).map(([key, value]) => ` if ${key} ${operator} ${text(value)}`),
      );
      return [
        `${path.replace(/\/(?:Default)?Policy$/, '')}: ${list(Action)}`,
        Resource === undefined ? '' : ` on ${list(Resource)}`,
        Principal === undefined ? '' : ` by ${list(Object.values(Principal as object))}`,
        ...tests,
      ].join('');
    })
    .sort();
}
