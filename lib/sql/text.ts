/** A string literal, as both engines read it: only the quote needs doubling. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A quoted identifier. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A list of literals, as `IN (...)` takes it. */
export const literals = (texts: readonly string[]): string => texts.map(literal).join(', ');
