/** The fields of a JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** Parses JSON. Text that is not a JSON object has no fields. */
export function fieldsOf(text: string | undefined): Fields {
  try {
    const value: unknown = JSON.parse(text ?? '');
    if (typeof value === 'object' && value !== null) return value as Fields;
  } catch {
    // not JSON
  }
  return {};
}
