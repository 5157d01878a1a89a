// What a template says of its resources, with the intrinsic functions that the catalog's properties use.

/** A value of a template with its references followed: `Ref` of resources and pseudo parameters, `Fn::Join`. */
export function resolved(value: unknown, refs: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, refs));
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument] = ['', undefined], ...more] = Object.entries(value);
  if (more.length === 0 && name === 'Ref') return reference(String(argument), refs);
  if (more.length === 0 && name === 'Fn::Join') return joined(resolved(argument, refs));
  if (name.startsWith('Fn::')) throw new Error(`a template uses ${name}, which this test does not know`);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item, refs)]));
}

function reference(name: string, refs: Readonly<Record<string, string>>): string {
  const found = refs[name];
  if (found === undefined) throw new Error(`a template refers to ${name}, which this test does not know`);
  return found;
}

function joined(argument: unknown): string {
  const [separator, parts] = argument as [string, string[]];
  return parts.join(separator);
}
