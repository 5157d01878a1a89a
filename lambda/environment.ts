import { type Environment, FUNCTION_VARIABLES } from '../lib/deployment/function-variables.ts';
import { OWN_LAKE } from '../lib/deployment/own-lake.ts';

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
  const { sourceBucket, targetBucket } = environment;
  if (sourceBucket === targetBucket)
    throw new EnvironmentRefused(FUNCTION_VARIABLES.sourceBucket.name, `(${sourceBucket}) ${OWN_LAKE}`);
  return environment;
}
