import type { AslState, AslStates } from '../../lib/cloud/compaction/asl.ts';

// Runs a state machine in the Amazon States Language: the states, fields and functions that the compaction uses, with JSONPath.
// What it does not know is an error.

/** JSON data. */
type Data = unknown;

/** What a task of a state machine does, by the name of its resource. */
export type Tasks = Readonly<
  Record<string, (parameters: Readonly<Record<string, unknown>>) => Promise<Data>>
>;

/** An error with a name that states can catch. */
export class StateError extends Error {
  override readonly name = 'StateError';
  readonly error: string;
  constructor(error: string, cause: string) {
    super(cause);
    this.error = error;
  }
}

/** The process that runs the machine was killed: nothing is caught. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** What a machine runs with. */
export interface Machine {
  readonly tasks: Tasks;
  /** The context object. */
  readonly context: Data;
}

/** Runs states on an input, and returns their output. */
export async function runStates(
  { StartAt, States }: AslStates,
  input: Data,
  machine: Machine,
): Promise<Data> {
  let data = input;
  for (let name: string | undefined = StartAt; name !== undefined; ) {
    const state: AslState | undefined = States[name];
    if (state === undefined) throw new Error(`no state ${name}`);
    try {
      const outcome = await step(state, data, machine);
      data = outcome.data;
      name = outcome.next;
    } catch (error) {
      const caught = catcher(state, error);
      if (caught === undefined) throw error;
      const failure = error as StateError;
      data = placed(data, caught.ResultPath, { Error: failure.error, Cause: failure.message });
      name = caught.Next;
    }
  }
  return data;
}

interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly ResultPath: string | null;
  readonly Next: string;
}

function catcher(state: AslState, error: unknown): Catcher | undefined {
  if (!(error instanceof StateError)) return undefined;
  return ((state['Catch'] ?? []) as Catcher[]).find(
    ({ ErrorEquals: [name] }) =>
      name === 'States.ALL' ||
      name === error.error ||
      (name === 'States.TaskFailed' && state.Type === 'Task'),
  );
}

interface Outcome {
  readonly data: Data;
  readonly next: string | undefined;
}

async function step(state: AslState, data: Data, machine: Machine): Promise<Outcome> {
  const next = state['Next'] as string | undefined;
  const field = (name: string): never => {
    throw new Error(`a state has the field ${name}, which this interpreter does not know`);
  };
  for (const name of Object.keys(state)) if (!FIELDS.has(name)) field(name);
  const parameters = () => ('Parameters' in state ? templated(state['Parameters'], data, machine) : data);
  const result = (value: Data): Outcome => {
    const selected = 'ResultSelector' in state ? templated(state['ResultSelector'], value, machine) : value;
    const path = 'ResultPath' in state ? (state['ResultPath'] as string | null) : '$';
    return { data: placed(data, path, selected), next };
  };
  switch (state.Type) {
    case 'Pass':
      return result(parameters());
    // time does not matter here
    case 'Wait':
      return { data, next };
    case 'Succeed':
      return { data, next: undefined };
    case 'Fail': {
      const text = (key: string): string =>
        String(`${key}Path` in state ? found(String(state[`${key}Path`]), data, machine) : state[key]);
      throw new StateError(text('Error'), text('Cause'));
    }
    case 'Choice': {
      const choice = (state['Choices'] as Rule[]).find((rule) => holds(rule, data, machine));
      return { data, next: choice === undefined ? (state['Default'] as string) : choice.Next };
    }
    case 'Task': {
      const task = machine.tasks[String(state['Resource'])];
      if (task === undefined) throw new Error(`no task ${String(state['Resource'])}`);
      return result(await task(parameters() as Record<string, unknown>));
    }
    case 'Parallel': {
      const branches = state['Branches'] as AslStates[];
      const ends = await Promise.allSettled(branches.map((branch) => runStates(branch, data, machine)));
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
      return result(ends.map((end) => (end as PromiseFulfilledResult<Data>).value));
    }
    case 'Map': {
      const outputs: Data[] = [];
      for (const item of found(String(state['ItemsPath']), data, machine) as Data[])
        outputs.push(await runStates(state['ItemProcessor'] as AslStates, item, machine));
      return result(outputs);
    }
    default:
      throw new Error(`a state has the type ${state.Type}`);
  }
}

const FIELDS = new Set(
  'Type Next End Resource Parameters ResultSelector ResultPath Retry Catch Choices Default Branches ItemsPath ItemProcessor MaxConcurrency Error Cause ErrorPath CausePath Comment Seconds'.split(
    ' ',
  ),
);

interface Rule {
  readonly Next: string;
  readonly And?: readonly Rule[];
  readonly Not?: Rule;
  readonly Variable?: string;
  readonly IsPresent?: boolean;
  readonly BooleanEquals?: boolean;
  readonly StringEquals?: string;
  readonly StringEqualsPath?: string;
  readonly StringMatches?: string;
}

function holds(rule: Rule, data: Data, machine: Machine): boolean {
  if (rule.And !== undefined) return rule.And.every((part) => holds(part, data, machine));
  if (rule.Not !== undefined) return !holds(rule.Not, data, machine);
  const path = String(rule.Variable);
  if (rule.IsPresent !== undefined) return (at(path, data) !== undefined) === rule.IsPresent;
  const value = found(path, data, machine);
  if (rule.BooleanEquals !== undefined) return value === rule.BooleanEquals;
  if (rule.StringEquals !== undefined) return value === rule.StringEquals;
  if (rule.StringEqualsPath !== undefined) return value === found(rule.StringEqualsPath, data, machine);
  const parts = String(rule.StringMatches)
    .split('*')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(String(value));
}

/** Replaces the fields whose names end with `.$`. */
function templated(template: Data, data: Data, machine: Machine): Data {
  if (Array.isArray(template)) return template.map((item) => templated(item, data, machine));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) =>
      name.endsWith('.$')
        ? [name.slice(0, -2), found(String(value), data, machine)]
        : [name, templated(value, data, machine)],
    ),
  );
}

const FORMAT = /^States\.Format\('((?:[^\\']|\\.)*)', ([^']*)\)$/s;

/** The value of a path or an intrinsic function. */
function found(expression: string, data: Data, machine: Machine): Data {
  const format = FORMAT.exec(expression);
  if (format !== null) {
    const values = (format[2] ?? '').split(', ').map((path) => String(found(path, data, machine)));
    return (format[1] ?? '').replace(
      /\\(.)|\{\}/gs,
      (_, escaped: string | undefined) => escaped ?? String(values.shift()),
    );
  }
  const value = expression.startsWith('$$') ? at(expression.slice(1), machine.context) : at(expression, data);
  if (value === undefined) throw new StateError('States.ParameterPathFailure', expression);
  return value;
}

/** The value at a path such as `$.a[1].b` or `$.a[2:]`. */
const at = (path: string, data: Data): Data =>
  [...path.matchAll(/\.(\w+)|\[(\d+)\]|\[(\d+):(\d*)\]/g)].reduce<Data>(
    (value, [, name, index, from, to]) =>
      from === undefined
        ? (value as Record<string, Data> | undefined)?.[name ?? String(index)]
        : (value as Data[]).slice(Number(from), to === '' ? undefined : Number(to)),
    data,
  );

function placed(data: Data, path: string | null, value: Data): Data {
  if (path === null) return data;
  if (path === '$') return value;
  return { ...(data as Record<string, Data>), [path.slice(2)]: value };
}
