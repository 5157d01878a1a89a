/**
 * Resolves the intrinsic functions in a value of a template. It supports those that the catalog uses: `Ref` of resources and
 * pseudo parameters, and `Fn::Join`.
 */
export function resolved(value: unknown, refs: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, refs));
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument] = ['', undefined], ...more] = Object.entries(value);
  if (more.length === 0 && name === 'Ref') return reference(String(argument), refs);
  if (more.length === 0 && name === 'Fn::Join') return joined(resolved(argument, refs));
  if (name.startsWith('Fn::')) throw new Error(`the template uses ${name}, which this test does not support`);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item, refs)]));
}

function reference(name: string, refs: Readonly<Record<string, string>>): string {
  const found = refs[name];
  if (found === undefined) throw new Error(`the template refers to ${name}, which this test does not know`);
  return found;
}

function joined(argument: unknown): string {
  const [separator, parts] = argument as [string, string[]];
  return parts.join(separator);
}
