/** The parser of an option that may be repeated: all its values, in the order in which they were given. */
export const repeated = (value: string, values: readonly string[] = []): string[] => [...values, value];
