import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Environment, FUNCTION_VARIABLES, sourcesIn } from '../lib/deployment/function-variables.ts';
import { OWN_LAKE } from '../lib/deployment/own-lake.ts';
import type { DerivationSettings, InstrumentRule } from '../lib/sky/rules.ts';

// Reads and checks the environment variables of a function.

/** A variable that the function needs is not set, or its value is not valid. */
export class EnvironmentRefused extends Error {
  override readonly name = 'EnvironmentRefused';
  readonly variable: string;
  /** @param why continues a sentence that begins with the name of the variable */
  constructor(variable: string, why: string) {
    super(`${variable} ${why}`);
    this.variable = variable;
  }
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads one environment variable.
 *
 * @throws EnvironmentRefused if it is not set
 */
export function readVariable(variables: Variables, name: string): string {
  const value = variables[name];
  if (value === undefined || value === '') throw new EnvironmentRefused(name, 'is not set');
  return value;
}

/**
 * Reads the environment variables of a function that syncs files.
 *
 * @throws EnvironmentRefused for the first variable that is missing or not valid, and if the stack was deployed over
 * the bucket of its own lake
 */
export function readEnvironment(variables: Variables): Environment {
  const read = (variable: (typeof FUNCTION_VARIABLES)[keyof typeof FUNCTION_VARIABLES]) => {
    const { name } = variable;
    const text = 'optional' in variable ? (variables[name] ?? '') : readVariable(variables, name);
    return variable.read(text, (why) => {
      throw new EnvironmentRefused(name, why);
    });
  };
  const values = Object.entries(FUNCTION_VARIABLES).map(([key, variable]) => [key, read(variable)]);
  const environment: Environment = Object.fromEntries(values);
  const { sources, sourceBucket } = FUNCTION_VARIABLES;
  const { name } = environment.sources.length > 0 ? sources : sourceBucket;
  for (const { bucket } of sourcesIn(environment)) {
    if (bucket === '') throw new EnvironmentRefused(name, 'is not set');
    if (bucket === environment.targetBucket) throw new EnvironmentRefused(name, `(${bucket}) ${OWN_LAKE}`);
  }
  return environment;
}

/**
 * What the function derives values with: the authority, and the custom rules that were bundled with its code. The stack
 * has checked both.
 *
 * @param environment of the same variables
 * @throws EnvironmentRefused if there is no such file, or it is not a JSON array. Deriving without the rules would
 * write other values into the lake, and nobody would notice.
 */
export function readDerivation(
  { authority, rulesFile }: Environment,
  variables: Variables,
): DerivationSettings {
  if (rulesFile === '') return { rules: [], authority };
  const file = join(variables['LAMBDA_TASK_ROOT'] ?? '.', rulesFile);
  const rules = attempt(() => JSON.parse(readFileSync(file, 'utf8')) as unknown);
  if (!Array.isArray(rules))
    throw new EnvironmentRefused(
      FUNCTION_VARIABLES.rulesFile.name,
      `names ${file}, which is missing or does not contain rules`,
    );
  return { rules: rules as readonly InstrumentRule[], authority };
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
